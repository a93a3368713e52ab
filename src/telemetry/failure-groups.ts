import { cutAt } from "../base/wording/bounded-text.js";
import { boundedFailure } from "./bounded-failure.js";
import { boundedName } from "./bounded-name.js";
import type { FailureDelta } from "./delta.js";
import type { FailureSample } from "./telemetry-sink.js";

/** Groups that are told apart; failures beyond go into one. */
const MAX_GROUPS = 500;
const OTHER_SIGNATURE = "other failures";

/**
 * What equal failures have in common: category, operation, page, and the message without numbers, ids, addresses and
 * quoted values.
 */
function signatureOf(sample: FailureSample): string {
  if (sample.signature !== undefined) return sample.signature;
  const [firstLine = ""] = sample.message.split("\n", 1);
  // A message may be megabytes, and what they share is at its beginning.
  const general = cutAt(firstLine, 65_536)
    .replace(/\b(?:https?|wss?):\/\/[^\s"'`)]+/gi, ":url")
    .replace(/"[^"]*"|`[^`]*`|(?<!\w)'[^']*'(?!\w)/g, '"…"')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, ":id")
    .replace(/\b(?=[0-9a-f]*\d)(?=[0-9]*[a-f])[0-9a-f]{8,}\b/gi, ":id")
    // What the server answered tells failures apart; other numbers do not.
    .replace(/(?<!answered \d*)\d+(\.\d+)?/g, "N");
  return [sample.category, sample.operation, sample.page, cutAt(general, 200)]
    .filter((part) => part !== undefined && part !== "")
    .join(" · ");
}

/** Counts failures by signature until they are taken; the sample of a signature is handed out once. */
export class FailureGroups {
  readonly #known = new Set<string>();
  #groups = new Map<string, FailureDelta>();

  add(sample: FailureSample, offsetMs: number): void {
    const own = boundedName(signatureOf(sample));
    const signature = this.#known.has(own) || this.#known.size < MAX_GROUPS ? own : OTHER_SIGNATURE;
    const group = this.#groups.get(signature);
    if (group !== undefined) {
      this.#groups.set(signature, { ...group, count: group.count + 1, firstOffsetMs: Math.min(group.firstOffsetMs, offsetMs) });
      return;
    }
    const first = !this.#known.has(signature);
    this.#known.add(signature);
    this.#groups.set(signature, {
      signature,
      category: boundedName(sample.category),
      count: 1,
      firstOffsetMs: offsetMs,
      sample: first ? boundedFailure(sample) : undefined,
    });
  }

  /** What was counted since the last time. */
  take(): readonly FailureDelta[] {
    const groups = [...this.#groups.values()];
    this.#groups = new Map();
    return groups;
  }
}
