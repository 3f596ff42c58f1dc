// Everything here only improves: every page works without it.
import "htmx.org";
import { blacken } from "./blacken.js";
import { drafts } from "./drafts.js";
import { once } from "./once.js";
import { photos } from "./photos.js";
import { places } from "./places.js";
import { puzzle } from "./puzzle.js";
import { sounds } from "./sounds.js";
import { surveys } from "./surveys.js";
import { triage } from "./triage.js";

// The guards of sending come first: a draft only counts as sent when nothing stopped the form.
once();
drafts();
blacken();
photos();
places();
puzzle();
sounds();
surveys();
triage();

// A code can be copied with one tap.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(button.dataset.copy); } catch { return; }
    button.textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// How much of the allowed length is used.
for (const area of document.querySelectorAll("textarea[data-limit]")) {
  const note = document.createElement("p");
  note.className = "note";
  area.after(note);
  const tell = () => { note.textContent = area.value.length ? `${area.value.length} / ${area.dataset.limit}` : ""; };
  area.addEventListener("input", tell);
  tell();
}

// Bars that scroll sideways on a phone show where one is.
for (const here of document.querySelectorAll(".side nav [aria-current], .tabs [aria-current]")) {
  const bar = here.parentElement;
  bar.scrollLeft += here.getBoundingClientRect().left - bar.getBoundingClientRect().left - 24;
}

document.getElementById("problem")?.focus();
