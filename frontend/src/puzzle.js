// While a station is flooded: this phone does a small piece of work in the background, so that nobody has to wait.
export function puzzle() {
  for (const form of document.querySelectorAll("form[data-puzzle]")) {
    const { puzzle: bits, worker: script } = form.dataset;
    let hand;
    try { hand = new Worker(script); } catch { continue; /* the form asks to wait instead, and says so */ }
    hand.addEventListener("message", ({ data }) => {
      form.elements.nonce.value = data;
      document.getElementById("puzzle-note")?.remove();
      hand.terminate();
    });
    hand.postMessage([form.elements.puzzle.value, Number(bits)]);
  }
}
