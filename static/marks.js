/* Typing a week of marks: a digit goes on to the next box, arrows move about. The page works without it. */
"use strict";
(() => {
  const form = document.querySelector("form[data-marks]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("input[data-row]")];
  const at = (row, column) => boxes.find((box) => +box.dataset.row === row && +box.dataset.column === column);
  const go = (box) => { if (box) { box.focus(); box.select(); } };
  const goOn = (box) => go(boxes[boxes.indexOf(box) + 1] || form.elements.helped);
  const mark = (box, digit) => {
    box.value = digit;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  form.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!boxes.includes(box) || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = +box.dataset.row, column = +box.dataset.column;
    if (/^[0-3]$/.test(event.key)) mark(box, event.key);
    else if (event.key === "ArrowUp") go(at(row - 1, column));
    else if (event.key === "ArrowDown") go(at(row + 1, column));
    else if (event.key === "ArrowLeft") go(at(row, column - 1));
    else if (event.key === "ArrowRight") go(at(row, column + 1));
    else if (event.key === "Enter" || event.key === " ") goOn(box);
    else if (event.key === "Backspace" && !box.value) go(boxes[boxes.indexOf(box) - 1]);
    else return;
    event.preventDefault();
  });
  // A phone's keyboard says only here what was typed.
  form.addEventListener("input", (event) => {
    const box = event.target;
    if (boxes.includes(box) && /^[0-3]$/.test(box.value)) goOn(box);
  });
  go(boxes.find((box) => !box.value));
})();
