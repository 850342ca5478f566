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
// What goes on by itself is asked for now and then; the words come from the node.
for (const place of document.querySelectorAll("[data-watch]")) {
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.watch);
      if (answer.ok) {
        const { texts, value, over } = await answer.json();
        for (const [name, text] of Object.entries(texts)) {
          for (const shown of place.querySelectorAll(`[data-live="${name}"]`)) {
            if (shown.textContent !== text) shown.textContent = text;
          }
        }
        for (const bar of place.querySelectorAll("progress")) bar.value = value;
        if (over) location.replace(location.pathname);
      }
    } catch {
      // The node may be starting again.
    }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1500);
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
