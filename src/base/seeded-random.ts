/**
 * A stream of uniform numbers in [0, 1), determined by the seed and the keys and independent of the streams of other keys.
 * Mulberry32 (T. Ettinger, public domain), seeded with a hash of seed and keys (the finalizer of MurmurHash3).
 */
export function seededRandom(seed: number, ...keys: readonly (number | string)[]): () => number {
  let state = mixed(seed);
  for (const key of keys) state = mixed(Math.imul(state, 31) + (typeof key === "string" ? hashOf(key) : key));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let next = Math.imul(state ^ (state >>> 15), state | 1);
    next ^= next + Math.imul(next ^ (next >>> 7), next | 61);
    return ((next ^ (next >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mixed(value: number): number {
  let hash = (value | 0) ^ 0x9e3779b9;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** FNV-1a over UTF-16 code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
