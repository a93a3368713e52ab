import { boundedText } from "../base/wording/bounded-text.js";
import { boundedName } from "./bounded-name.js";
import type { FailureSample } from "./telemetry-sink.js";

/** The maximum size of a sample's JSON, in bytes of UTF-8. */
export const MAX_SAMPLE_BYTES = 64 * 1024;

const NAMES: ReadonlySet<string> = new Set(["category", "signature", "operation", "page", "screenshot"]);
const LONGEST_STACK = 8000;
const LONGEST_TEXT = 2000;
const LONGEST: Readonly<Record<string, number>> = { stack: LONGEST_STACK, likelyCauses: 400 };
/** The maximum number of items of a list in a sample, such as likely causes. */
export const MAX_ITEMS = 10;

/**
 * Limits a sample to what may be sent: it shortens names and texts until the JSON is at most {@link MAX_SAMPLE_BYTES}, whatever
 * fields the sample has. Bounding a bounded sample changes nothing.
 */
export function boundedFailure(sample: FailureSample): FailureSample {
  // A character takes up to six bytes of JSON, so a sample within the limits above can still be too large.
  for (let longest = LONGEST_STACK; longest > 1; longest = Math.floor(longest / 2)) {
    const cut = bounded(sample, "", longest) as FailureSample;
    if (Buffer.byteLength(JSON.stringify(cut)) <= MAX_SAMPLE_BYTES) return cut;
  }
  return { category: boundedName(sample.category), message: boundedText(sample.message, LONGEST_TEXT) };
}

function bounded(value: unknown, key: string, longest: number): unknown {
  if (typeof value === "string") {
    if (NAMES.has(key)) return boundedName(value);
    return boundedText(value, Math.min(longest, LONGEST[key] ?? LONGEST_TEXT));
  }
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => bounded(item, key, longest));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, bounded(item, name, longest)]));
}
