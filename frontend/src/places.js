// "Use where I am": only when asked, in the phone's own WGS-84, and it can be taken back before anything is sent.
function guard(button) {
  const { latitude, longitude } = button.form?.elements || {};
  if (!latitude || !longitude) return;
  const [words, note] = [button.querySelector("span"), button.nextElementSibling];
  const label = words.textContent;
  const keep = (north, east) => {
    latitude.value = north;
    longitude.value = east;
    words.textContent = north ? button.dataset.drop : label;
    button.setAttribute("aria-pressed", String(Boolean(north)));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (latitude.value) { keep("", ""); note.textContent = ""; return; }
    note.textContent = note.dataset.busy;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      keep(coords.latitude.toFixed(6), coords.longitude.toFixed(6));
      note.textContent = note.dataset.found.replace("{m}", Math.max(1, Math.round(coords.accuracy)));
    }, () => { note.textContent = note.dataset.failed; }, { enableHighAccuracy: true, timeout: 15000 });
  });
}

export function places() {
  if (!navigator.geolocation || !window.isSecureContext) return;
  for (const button of document.querySelectorAll("[data-locate]")) guard(button);
}
