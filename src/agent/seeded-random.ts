/** Uniform numbers in [0, 1) that are the same for the same seed and user: Mulberry32 (T. Ettinger, public domain). */
export function seededRandom(seed: number, userId: number): () => number {
  let state = (seed ^ Math.imul(userId, 0x9e3779b1)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
