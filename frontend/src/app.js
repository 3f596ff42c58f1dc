// Everything here only improves: every page works without it.
import "htmx.org";
import { drafts } from "./drafts.js";
import { once } from "./once.js";
import { photos } from "./photos.js";
import { places } from "./places.js";

drafts();
once();
photos();
places();

// A code can be copied with one tap.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
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

document.getElementById("problem")?.focus();
