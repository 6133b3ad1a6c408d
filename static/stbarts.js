/* What the pages do better with a script. Every page works without it; nothing here decides anything.
   One small part after another: hide the screen, idle, posting once, drafts, choosing from a list,
   copying, keys, coming back. No build, no library but htmx (only where a page asks for it). */
"use strict";
(() => {
  const root = document.documentElement;
  const minutes = 60 * 1000;

  /* ---- Somebody is looking: Escape twice, or the button, blanks the page until it is asked back. ---- */
  const cover = document.createElement("div");
  cover.className = "cover";
  cover.setAttribute("role", "dialog");
  cover.setAttribute("aria-modal", "true");
  cover.setAttribute("aria-label", "The screen is hidden");
  cover.innerHTML = '<p class="lead">The screen is hidden.</p><button type="button" class="btn btn-primary">Show it again</button><p class="quiet">Or press Escape twice.</p>';
  document.body.append(cover);
  let before = null;
  const hide = (on) => {
    root.classList.toggle("covered", on);
    for (const part of document.body.children) if (part !== cover) part.inert = on;
    try { on ? sessionStorage.setItem("covered", "1") : sessionStorage.removeItem("covered"); } catch (error) { /* this page only */ }
    if (on) { before = document.activeElement; cover.querySelector("button").focus(); } else if (before) before.focus();
  };
  cover.querySelector("button").addEventListener("click", () => hide(false));
  for (const button of document.querySelectorAll("[data-cover]")) {
    button.hidden = false;
    button.addEventListener("click", () => hide(true));
  }
  let escaped = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { escaped = 0; return; }
    const now = Date.now();
    if (now - escaped < 700) { escaped = 0; hide(!root.classList.contains("covered")); } else escaped = now;
  });
  if (root.classList.contains("covered")) hide(true);

  /* ---- An idle page: kept awake while somebody works, a warning two minutes before it ends. ---- */
  const limit = Number(document.body.dataset.idleMinutes || 0) * minutes;
  if (limit) {
    let seen = Date.now();
    let warning = null;
    const stay = () => {
      seen = Date.now();
      if (warning) { warning.remove(); warning = null; }
      fetch(document.body.dataset.stayUrl, { redirect: "manual", headers: { "X-Stay": "1" } })
        .then((answer) => { if (answer.type === "opaqueredirect") leave(); })
        .catch(() => { /* no line for a moment: the next sign of life asks again */ });
    };
    const leave = () => {
      const unsaved = document.querySelector("form[data-changed]");
      if (unsaved && !unsaved.dataset.draftUrl) { hide(true); return; }
      location.replace(location.pathname + location.search);
    };
    for (const sign of ["keydown", "pointerdown"]) {
      document.addEventListener(sign, () => { if (Date.now() - seen > limit / 4 && !root.classList.contains("covered")) stay(); }, { passive: true });
    }
    setInterval(() => {
      const idle = Date.now() - seen;
      if (idle > limit + 5000) leave();
      else if (idle > limit - 2 * minutes && !warning) {
        warning = document.createElement("div");
        warning.className = "notice notice-warning idle-warning";
        warning.setAttribute("role", "alert");
        warning.innerHTML = '<div><p>You will be signed out in two minutes, because nothing has happened here.</p><button type="button" class="btn btn-primary">Stay signed in</button></div>';
        warning.querySelector("button").addEventListener("click", stay);
        document.body.append(warning);
      }
    }, 5000);
  }

  /* ---- A double click posts once. A later press is a retry and always goes: the form's key makes it harmless. ---- */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    const now = Date.now();
    if (now - Number(form.dataset.sentAt || 0) < 1500) { event.preventDefault(); return; }
    form.dataset.sentAt = now;
    form.dataset.sending = "1";
    setTimeout(() => { delete form.dataset.sending; }, 30000);
    /* What is being thrown away is not saved once more on the way out. */
    if ("discards" in form.dataset) for (const other of document.querySelectorAll("form[data-draft-url]")) other.dataset.sending = "1";
  });

  /* ---- What only one decision needs is asked for only there. Without this script it is all on the page. ---- */
  for (const form of document.querySelectorAll("form")) {
    const parts = form.querySelectorAll("[data-when]");
    const asked = () => {
      const chosen = form.querySelector("input[name=decision]:checked");
      for (const part of parts) part.hidden = part.dataset.when !== (chosen ? chosen.value : "") && !part.querySelector(".field-error");
    };
    if (parts.length) { asked(); form.addEventListener("change", asked); }
  }

  /* ---- Drafts: what is typed is on the server within three seconds, and says when. ---- */
  for (const form of document.querySelectorAll("form[data-draft-url]")) {
    const status = form.querySelector("[data-draft-status]") || document.querySelector("[data-draft-status]");
    const say = (words, state) => { if (status) { status.textContent = words; status.dataset.state = state; } };
    let waiting = null;
    let changed = false;
    let typedLast = "";
    const fields = () => {
      const typed = new FormData(form);
      for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
      return typed;
    };
    const save = async (last) => {
      clearTimeout(waiting); waiting = null;
      if (!changed || form.dataset.sending) return;
      changed = false;
      try {
        const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: new URLSearchParams(fields()), keepalive: Boolean(last), redirect: "manual" });
        if (answer.type === "opaqueredirect" || !answer.ok) throw new Error("not kept");
        const kept = await answer.json();
        if (kept.saved) say("Saved at " + kept.saved, "saved");
        /* A paper beside the words shows them as they are kept now, at the place that was typed last. */
        for (const frame of document.querySelectorAll("iframe[data-live]")) {
          const shown = new URL(frame.src);
          shown.searchParams.set("kept", Date.now());
          shown.hash = "at-" + typedLast;
          frame.src = shown.href;
        }
        if (!changed) delete form.dataset.changed;
      } catch (error) {
        changed = true;
        say("Not saved yet. Keep this page open; it will try again.", "unsaved");
        if (!last) waiting = setTimeout(save, 10000);
      }
    };
    let begun = Boolean(status && status.textContent);
    const touched = () => {
      begun = changed = true;
      form.dataset.changed = "1";
      if (!waiting) waiting = setTimeout(save, 3000);
    };
    /* The letters a child is looked for by are nobody's words. The child chosen is kept with them. */
    form.addEventListener("input", (event) => {
      if (event.target.hasAttribute("hx-post")) return;
      typedLast = event.target.name;
      touched();
    });
    form.addEventListener("htmx:afterSwap", (event) => { if (begun && !event.target.classList.contains("found")) touched(); });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
    addEventListener("pagehide", () => save(true));
  }
  document.addEventListener("input", (event) => { const { form } = event.target; if (form && form.method === "post" && !event.target.hasAttribute("hx-post")) form.dataset.changed = "1"; });

  /* ---- Choosing from what a search found: arrow down from the box into the list, up again, Escape closes. ---- */
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest && event.target.closest("[hx-target]");
    const list = box ? document.querySelector(box.getAttribute("hx-target")) : event.target.closest && event.target.closest(".found");
    if (!list || !list.classList.contains("found")) return;
    const ways = [...list.querySelectorAll("a, button")];
    const at = ways.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && ways.length) { event.preventDefault(); (ways[at + 1] || ways[0]).focus(); }
    else if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (ways[at - 1] || document.querySelector(`[hx-target="#${list.id}"]`)).focus(); }
    else if (event.key === "Escape") list.replaceChildren();
  });
  document.addEventListener("click", (event) => {
    for (const list of document.querySelectorAll(".find .found")) if (!list.parentElement.contains(event.target)) list.replaceChildren();
  });

  /* ---- On a page about a child, Urgent in the bar takes the child along. ---- */
  const about = document.querySelector("[data-urgent-about]");
  if (about) {
    const { urgentAbout } = about.dataset;
    const bar = urgentAbout.replace(/about\/[^/]+\/$/, "");
    for (const link of document.querySelectorAll(`a[href="${bar}"]`)) link.href = urgentAbout;
  }

  /* ---- Copy buttons. ---- */
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
      const word = button.querySelector("span") || button;
      const was = word.textContent;
      word.textContent = "Copied";
      setTimeout(() => { word.textContent = was; }, 2000);
    });
  }

  /* ---- After a refusal the summary is where you are. ---- */
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  /* ---- A side pane stays beside a long record, where all of it fits on the screen. ---- */
  const side = document.querySelector(".page-side");
  if (side && side.children.length) {
    const fit = () => side.classList.toggle("fits", side.offsetHeight < innerHeight - 32);
    fit();
    addEventListener("resize", fit);
    side.addEventListener("toggle", fit, true);
  }

  /* ---- Printing. ---- */
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  /* ---- What was asked for by a form is found again on the way back from it, not refused by the browser. ---- */
  const found = document.querySelector("[data-way-back]");
  if (found) history.replaceState(null, "", found.dataset.wayBack || location.pathname);

  /* ---- Back and forward never show a kept page: after signing out there must be nothing to go back to. ---- */
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
