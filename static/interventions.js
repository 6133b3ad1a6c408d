/* Reviews by keyboard: 1 to 5 choose the decision, then one line of why, then Enter. The page works without it. */
"use strict";
(() => {
  const form = document.querySelector("form[data-review-keys]");
  if (!form) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    const choice = [...form.querySelectorAll("input[type=radio]")].find(
      (radio) => radio.closest("label, .form-check").querySelector("kbd")?.textContent === event.key);
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    choice.dispatchEvent(new Event("input", { bubbles: true }));
    form.elements.why.focus();
  });
})();
