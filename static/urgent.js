/* The page of something urgent. It counts for itself, so it needs neither a worker nor a line: from the moments
   the server gave it, it says who is to be rung now. Ticks are kept until they have arrived. Without it every
   button still posts. */
"use strict";
(() => {
  const page = document.querySelector("[data-urgent]");
  if (!page) return;
  const zones = () => document.querySelectorAll("[data-zone]");
  const zone = (name) => document.querySelector(`[data-zone="${name}"]`);
  let skew = null; /* the server's clock less this one's */
  const now = () => Date.now() + (skew || 0);

  /* ---- The clock, and whom to ring now. ---- */
  const pad = (n) => String(n).padStart(2, "0");
  const tickTock = () => {
    const live = document.querySelector("[data-live]");
    if (!live) return;
    if (skew === null) skew = Number(live.dataset.now) * 1000 - Date.now();
    const gone = Math.max(0, Math.floor((now() - Number(live.dataset.since) * 1000) / 1000));
    live.querySelector("[data-clock]").textContent = Math.floor(gone / 60) + ":" + pad(gone % 60);
    const people = [...live.querySelectorAll("[data-calls] > li")].map((li) => ({ ...li.dataset, at: Number(li.dataset.due) * 1000, cannot: "replied" in li.dataset }));
    const told = people.filter((one) => one.at <= now() && one.dial && !one.cannot);
    const newest = Math.max(...told.map((one) => one.at));
    const first = told.find((one) => one.at === newest);
    const following = people.filter((one) => one.at > now()).sort((a, b) => a.at - b.at)[0];
    const ring = live.querySelector("[data-ring] a");
    if (first && ring && ring.getAttribute("href") !== first.dial) {
      ring.setAttribute("href", first.dial);
      const words = ring.querySelector("span");
      words.replaceChildren(Object.assign(document.createElement("strong"), { textContent: first.name }), first.phone);
    }
    const next = live.querySelector("[data-next]");
    const last = Number(live.querySelector("[data-calls]").dataset.last) * 1000;
    const until = (moment) => { const left = Math.ceil((moment - now()) / 1000); return Math.floor(left / 60) + ":" + pad(left % 60); };
    let say = "Nobody on the list has answered. Ring, one after the other, and the lines below.";
    if (following) say = following.name + " is told too in " + until(following.at) + " if nobody answers.";
    else if (last > now()) say = "Everybody has been told, and is told again in " + until(last) + ". Ring, one after the other.";
    if (next.textContent !== say) next.textContent = say;
  };
  tickTock();
  setInterval(tickTock, 1000);

  /* ---- What is new: only the parts that changed, and never one in which somebody is typing. ---- */
  const busy = (part) => part.querySelector("details[open]") || (part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"));
  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-version]");
    if (!fresh) return false;
    const owing = kept().length || [...page.querySelectorAll("textarea, input[type=text]")].some((box) => box.value !== box.defaultValue);
    if ("gone" in fresh.dataset && !owing) { location.reload(); return true; } /* a receipt from now on */
    let all = true;
    for (const part of zones()) {
      const other = fresh.querySelector(`[data-zone="${part.dataset.zone}"]`);
      if (!other) continue;
      if (busy(part)) { all = false; continue; }
      const at = part.contains(document.activeElement) && document.activeElement.closest("[data-step]");
      part.replaceChildren(...[...other.childNodes].map((node) => document.importNode(node, true)));
      if (at) { const again = part.querySelector(`[data-step="${at.dataset.step}"] summary`); if (again) again.focus(); }
    }
    if (all) page.dataset.version = fresh.dataset.version;
    page.dataset.state = fresh.dataset.state;
    skew = null;
    tickTock();
    waitingMarks();
    return true;
  };
  const line = (there) => { for (const one of document.querySelectorAll("[data-no-line]")) one.hidden = there; };
  let asking = false;
  const ask = async () => {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(page.dataset.stateUrl + "?version=" + page.dataset.version, { redirect: "manual", headers: { "HX-Request": "true" } });
      line(answer.status === 200 || answer.status === 204);
      if (answer.status === 200) show(await answer.text());
    } catch (error) { line(false); }
    asking = false;
  };
  setInterval(() => { if (page.dataset.state !== "closed") ask(); }, 5000);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") { ask(); send(); } });

  /* ---- Ticks: kept with their moment (and nothing that anybody typed) until the server has them. ---- */
  const place = "urgent-" + page.dataset.key;
  const kept = () => { try { return JSON.parse(sessionStorage.getItem(place) || "[]"); } catch (error) { return memory; } };
  let memory = [];
  const keep = (list) => { memory = list; try { sessionStorage.setItem(place, JSON.stringify(list)); } catch (error) { /* this page only */ } };
  const waitingMarks = () => {
    for (const one of kept()) {
      const step = document.querySelector(`[data-step="${CSS.escape(one.step)}"]`);
      if (!step || step.classList.contains("step-waiting")) continue;
      step.classList.add("step-waiting");
      const mark = document.createElement("p");
      mark.className = "step-note waiting-mark";
      const at = new Date(one.ticked_at);
      const when = "Pressed at " + pad(at.getHours()) + ":" + pad(at.getMinutes()) + ":" + pad(at.getSeconds()) + ". ";
      mark.textContent = when + (one.refused ? "It could not be kept: tell a safeguarding lead." : "Kept here until it is sent.");
      step.append(mark);
    }
  };
  const remark = () => {
    for (const mark of page.querySelectorAll(".waiting-mark")) { mark.parentElement.classList.remove("step-waiting"); mark.remove(); }
    waitingMarks();
  };
  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      let next;
      while ((next = kept().find((one) => !one.refused))) {
        const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
        const body = new URLSearchParams({ ...next, csrfmiddlewaretoken: token });
        body.delete("url");
        const answer = await fetch(next.url, { method: "POST", body, redirect: "manual", headers: { "HX-Request": "true" } });
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403 || answer.status >= 500) throw new Error("not kept");
        const mine = (one) => one.idempotency_key === next.idempotency_key;
        keep(answer.ok ? kept().filter((one) => !mine(one)) : kept().map((one) => (mine(one) ? { ...one, refused: true } : one)));
        line(true);
        if (answer.ok) show(await answer.text());
        else remark();
      }
    } catch (error) { line(false); waitingMarks(); }
    sending = false;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("tick" in form.dataset)) return;
    event.preventDefault();
    if (form.dataset.pressed) return;
    form.dataset.pressed = "1";
    const typed = Object.fromEntries(new FormData(form));
    delete typed.csrfmiddlewaretoken;
    typed.ticked_at = new Date(now()).toISOString();
    typed.url = form.getAttribute("action");
    keep([...kept(), typed]);
    const more = form.closest("details");
    if (more) more.open = false;
    send();
  }, true);
  setInterval(send, 3000);
  send();
})();
