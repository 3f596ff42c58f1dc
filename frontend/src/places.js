// "Use where I am": only when asked, and only into the field the person sees.
function locate(button) {
  const field = document.getElementById(button.dataset.locate);
  const label = button.textContent;
  button.textContent = button.dataset.busy;
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    button.textContent = label;
    field.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, () => { button.textContent = button.dataset.failed; }, { enableHighAccuracy: true, timeout: 15000 });
}

export function places() {
  for (const button of document.querySelectorAll("[data-locate]")) {
    if (!navigator.geolocation || !window.isSecureContext) continue;
    button.hidden = false;
    button.addEventListener("click", () => locate(button));
  }
}
