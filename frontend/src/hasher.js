// A worker of our own: SHA-256 of "puzzle:nonce" until so many bits are zero. Written out, as the browser's own one
// is missing on pages without HTTPS.
const K = [], H = [];
const root = (n, p) => (n ** (1 / p) % 1 * 2 ** 32) | 0;
for (let n = 2; K.length < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
  if (prime) { if (H.length < 8) H.push(root(n, 2)); K.push(root(n, 3)); }
}
const turn = (x, n) => (x >>> n) | (x << (32 - n));

function first(text) {
  const bytes = new TextEncoder().encode(text);
  const words = new Int32Array(((bytes.length + 8) >> 6 << 4) + 16);
  bytes.forEach((byte, at) => { words[at >> 2] |= byte << (24 - at % 4 * 8); });
  words[bytes.length >> 2] |= 0x80 << (24 - bytes.length % 4 * 8);
  words[words.length - 1] = bytes.length * 8;
  const state = [...H], w = new Int32Array(64);
  for (let block = 0; block < words.length; block += 16) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = words[block + i];
      else {
        const x = w[i - 15], y = w[i - 2];
        w[i] = (w[i - 16] + w[i - 7] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
      }
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, at) => { state[at] = (state[at] + value) | 0; });
  }
  return state[0];
}

self.addEventListener("message", ({ data: [puzzle, bits] }) => {
  let nonce = 0;
  while (Math.clz32(first(`${puzzle}:${nonce}`)) < bits) nonce++;
  self.postMessage(String(nonce));
});
