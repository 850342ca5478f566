// Comfort, and nothing that a page needs: every page is complete without it.
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// What is wrong with a form is read first.
document.getElementById("faults")?.focus();
// A second click sends nothing a second time; whoever comes back to the page may send it again.
const sent = new Set();
addEventListener("pageshow", () => sent.clear());
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (sent.has(form)) {
      event.preventDefault();
    }
    sent.add(form);
  });
}
// What is about to change is looked at again.
for (const place of document.querySelectorAll("[data-again]")) {
  setTimeout(() => location.replace(location.pathname), (Number(place.dataset.again) + 1) * 1000);
}
// A file dropped anywhere on its field is chosen.
for (const field of document.querySelectorAll("[data-drop]")) {
  const input = field.querySelector("input[type=file]");
  for (const kind of ["dragenter", "dragover"]) {
    field.addEventListener(kind, (event) => {
      event.preventDefault();
      field.classList.add("over");
    });
  }
  field.addEventListener("dragleave", () => field.classList.remove("over"));
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    field.classList.remove("over");
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
    }
  });
}
