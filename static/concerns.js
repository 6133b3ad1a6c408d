/* Logging and triage by keyboard. The pages work without it. */
"use strict";
(() => {
  /* The child is chosen: on to the words, or to whatever is asked next. Another child is added: on to their part in it. */
  const next = (chosen) =>
    document.getElementById(chosen.dataset.thenFocus) ||
    [...chosen.closest("form").querySelectorAll("input:not([type=hidden]), select, textarea, .btn-primary")].find(
      (box) => chosen.compareDocumentPosition(box) === Node.DOCUMENT_POSITION_FOLLOWING,
    );
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    const chosen = target.id === "child" && target.querySelector("[data-then-focus]");
    if (chosen && !document.activeElement.closest("textarea")) next(chosen)?.focus();
    if (target.id === "others") ([...target.querySelectorAll("select")].pop() || target.querySelector("#id_other_name")).focus();
  });
  /* Letters typed before this script was there are looked for now. */
  const box = document.getElementById("id_pupil_name");
  if (box && box.value.length > 2 && window.htmx) {
    htmx.ajax("POST", box.getAttribute("hx-post"), { source: box, target: box.getAttribute("hx-target"), swap: "innerHTML" });
  }
  /* Finding needs no button where the list fills itself. */
  const plain = () => { for (const part of document.querySelectorAll("[data-no-script]")) part.hidden = true; };
  plain();
  document.addEventListener("htmx:afterSwap", plain);
  /* Words that judge: a quiet line below the box says what to write instead. */
  for (const box of document.querySelectorAll("[data-hints]")) {
    const hints = Object.entries(JSON.parse(box.dataset.hints));
    const line = document.createElement("p");
    line.className = "writing-hint";
    line.setAttribute("role", "status");
    box.after(line);
    box.addEventListener("input", () => {
      const typed = " " + box.value.toLowerCase().replace(/[^a-z-]+/g, " ") + " ";
      const found = hints.find(([word]) => typed.includes(" " + word + " "));
      const words = found ? "“" + found[0] + "”: " + found[1] : "";
      if (line.textContent !== words) line.textContent = words;
    });
  }
  /* When the last row of a list is used there is another one, up to twenty. */
  const grow = (list, row, box) => list.addEventListener("input", () => {
    const rows = [...list.querySelectorAll(row)];
    if (rows.length >= 20 || !rows.every((one) => one.querySelector(box).value)) return;
    const next = rows[rows.length - 1].cloneNode(true);
    for (const part of next.querySelectorAll("select, input, label")) {
      const number = rows.length + 1;
      if (part.id) part.id = part.id.replace(/\d+$/, number);
      if (part.htmlFor) { part.htmlFor = part.htmlFor.replace(/\d+$/, number); part.textContent = part.textContent.replace(/\d+/, number); }
      if (part.tagName !== "LABEL" && part.type !== "date") part.value = "";
    }
    rows[rows.length - 1].after(next);
  });
  /* Changes in the child's life: one row to begin with, and another when it is used. */
  const changes = document.querySelector("[data-rows]");
  if (changes) {
    const rows = [...changes.querySelectorAll("[data-row]")];
    for (const row of rows.slice(1)) if (!row.querySelector("select").value && !row.querySelector("[name=change_words]").value) row.remove();
    grow(changes, "[data-row]", "select");
  }
  /* Pressing the drawing fills in the next empty row of the list beside it, with the part nearest to the finger;
     what the list says is drawn, with its number. */
  const map = document.querySelector("[data-body-map]");
  if (map) {
    map.classList.add("can-press");
    const places = () => [...map.querySelectorAll("select")];
    const draw = () => {
      for (const label of map.querySelectorAll("svg text")) label.remove();
      for (const part of map.querySelectorAll("[data-region]")) {
        const numbers = places().flatMap((one, at) => (one.value === part.dataset.region ? [at + 1] : []));
        part.setAttribute("class", numbers.length ? "marked" : "plain");
        if (!numbers.length) continue;
        const box = part.getBBox(), label = document.createElementNS("http://www.w3.org/2000/svg", "text");
        const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, "text-anchor": "middle", "dominant-baseline": "central", "font-size": 11 };
        for (const [name, value] of Object.entries(at)) label.setAttribute(name, value);
        label.textContent = numbers.join(",");
        part.parentNode.append(label);
      }
    };
    grow(map, ".mark-row", "select");
    map.addEventListener("input", draw);
    map.addEventListener("click", (event) => {
      const svg = event.target.closest("svg");
      const where = svg && places().find((one) => !one.value);
      if (!where) return;
      const gap = (from, to, at) => Math.max(from - at, 0, at - to);
      const far = (part) => { const b = part.getBoundingClientRect(); return Math.hypot(gap(b.left, b.right, event.clientX), gap(b.top, b.bottom, event.clientY)); };
      const part = event.target.dataset.region ? event.target : [...svg.querySelectorAll("[data-region]")].sort((a, b) => far(a) - far(b))[0];
      if (far(part) > 24) return;
      where.value = part.dataset.region;
      where.dispatchEvent(new Event("input", { bubbles: true }));
      where.closest(".mark-row").querySelector("input").focus();
    });
    map.closest("details").addEventListener("toggle", draw);
    draw();
  }
  /* Keys of the working page. A letter stands beside what it does; in a box every key only types.
     They can be turned off, for people whose voice or hands press keys by the way. */
  const keys = document.querySelector("form[data-keys]");
  if (keys) {
    const legend = document.querySelector("[data-keys-legend]");
    const button = legend.querySelector("[data-keys-off]");
    let on = true;
    try { on = localStorage.getItem("keys") !== "off"; } catch (error) { /* this page only */ }
    for (const one of document.querySelectorAll("[data-key]")) {
      const mark = document.createElement("kbd");
      mark.textContent = one.dataset.key.toUpperCase();
      mark.setAttribute("aria-hidden", "true");
      (one.tagName === "DETAILS" ? one.querySelector("summary") : one).append(" ", mark);
      one.setAttribute("aria-keyshortcuts", one.dataset.key);
    }
    const show = () => {
      document.documentElement.classList.toggle("keys-off", !on);
      button.textContent = on ? "Turn the keys off" : "Turn the keys on";
    };
    legend.hidden = false;
    show();
    button.addEventListener("click", () => {
      on = !on;
      try { on ? localStorage.removeItem("keys") : localStorage.setItem("keys", "off"); } catch (error) { /* this page only */ }
      show();
    });
    const press = (one) => {
      if (one.tagName !== "DETAILS") { one.click(); return; }
      one.open = true;
      const first = one.querySelector("input:not([type=hidden]), select, textarea");
      if (first) first.focus();
      one.scrollIntoView({ block: "nearest" });
    };
    document.addEventListener("keydown", (event) => {
      const form = event.target.closest("form[method=post]");
      if (event.ctrlKey && event.key === "Enter" && form) { event.preventDefault(); form.requestSubmit(); return; }
      const typing = event.target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
      if (event.key === "Escape" && typing) { event.target.blur(); return; }
      if (!on || typing || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
      if (document.documentElement.classList.contains("covered")) return;
      const key = event.key.toLowerCase();
      const choice = keys.querySelectorAll("input[name=decision]")[Number(key) - 1];
      const way = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (!choice && !way) return;
      event.preventDefault();
      if (!choice) { press(way); return; }
      choice.checked = true;
      for (const kind of ["input", "change"]) choice.dispatchEvent(new Event(kind, { bubbles: true }));
      const field = keys.querySelector({ monitor: "[name=until]", join: "[name=joined_with]" }[choice.value] || "[name=rationale]");
      (field || keys.elements.rationale).focus();
    });
  }
})();
