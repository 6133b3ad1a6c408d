/* Logging and triage by keyboard. The pages work without it. */
"use strict";
(() => {
  /* The child is chosen: on to the words. */
  document.addEventListener("htmx:afterSwap", () => {
    const chosen = document.querySelector("#child [data-then-focus]");
    if (chosen && !document.activeElement.closest("textarea")) document.getElementById(chosen.dataset.thenFocus).focus();
  });
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
  /* Pressing the drawing fills in the next empty row of the list beside it. */
  const map = document.querySelector("[data-body-map]");
  if (map) {
    map.classList.add("can-press");
    map.addEventListener("click", (event) => {
      const region = event.target.dataset && event.target.dataset.region;
      const where = region && [...map.querySelectorAll("select")].find((one) => !one.value);
      if (!where) return;
      where.value = region;
      where.dispatchEvent(new Event("input", { bubbles: true }));
      where.closest(".mark-row").querySelector("input").focus();
    });
  }
  /* 1 to 7 choose the decision, unless somebody is typing. */
  const keys = document.querySelector("form[data-keys]");
  if (keys) document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter" && keys.contains(event.target)) { keys.requestSubmit(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, select, input:not([type=radio])")) return;
    const choice = keys.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    choice.dispatchEvent(new Event("input", { bubbles: true }));
    (choice.value === "monitor" ? keys.elements.until : keys.elements.rationale).focus();
  });
})();
