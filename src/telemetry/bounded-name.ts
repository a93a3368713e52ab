import { cutAt, wellFormed } from "../base/wording/bounded-text.js";

/** The maximum length of a recorded name, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 200;
/** The maximum length in UTF-8: at most three bytes per code unit. */
export const MAX_NAME_BYTES = 3 * MAX_NAME_LENGTH;

const HASH_LENGTH = 11;

/**
 * Shortens a name to what can be recorded. A name that is longer than {@link MAX_NAME_LENGTH} or contains a lone surrogate
 * ends in a hash of the whole name, so that different names stay different. Bounding a bounded name changes nothing.
 */
export function boundedName(name: string): string {
  const whole = name.length <= MAX_NAME_LENGTH ? wellFormed(name) : undefined;
  if (whole === name) return name;
  const head = cutAt(name, MAX_NAME_LENGTH - 1 - HASH_LENGTH);
  return `${wellFormed(head)}…${hashOf(name)}`;
}

/** A 53-bit hash of all code units. It must be fast, because a long name is hashed each time it is recorded. */
function hashOf(text: string): string {
  let [high, low] = [0x1eadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x1e35_79b1);
    low = Math.imul(low ^ unit, 0x5f35_6495);
  }
  const mixed = mix(high, low);
  return (0x1_0000_0000 * (mixed & 0x1f_ffff) + (mix(low, mixed) >>> 0)).toString(36).padStart(HASH_LENGTH, "0");
}

/** The finalizer of MurmurHash3: every bit of both inputs affects every bit of the result. */
function mix(one: number, other: number): number {
  let bits = one ^ Math.imul(other, 0x9e37_79b1 | 0);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b | 0);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35 | 0);
  return bits ^ (bits >>> 16);
}
