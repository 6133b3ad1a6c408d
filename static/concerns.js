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
