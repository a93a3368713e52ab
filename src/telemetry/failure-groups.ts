import { cutAt } from "../base/wording/bounded-text.js";
import { boundedFailure } from "./bounded-failure.js";
import { boundedName } from "./bounded-name.js";
import type { FailureDelta } from "./delta.js";
import type { FailureSample } from "./telemetry-sink.js";

/** How many groups are kept; further failures go into one common group. */
const MAX_GROUPS = 500;
const OTHER_SIGNATURE = "other failures";

/**
 * The signature of a failure: its category, operation and page, and its message without numbers, ids, addresses and quoted
 * values.
 */
export function signatureOf(sample: FailureSample): string {
  if (sample.signature !== undefined) return boundedName(sample.signature);
  const [firstLine = ""] = sample.message.split("\n", 1);
  // A message can be megabytes long; its beginning is enough for a signature.
  const general = cutAt(firstLine, 65_536)
    .replace(/\b(?:https?|wss?):\/\/[^\s"'`)]+/gi, ":url")
    .replace(/"[^"]*"|`[^`]*`|(?<!\w)'[^']*'(?!\w)/g, '"…"')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, ":id")
    .replace(/\b(?=[0-9a-f]*\d)(?=[0-9]*[a-f])[0-9a-f]{8,}\b/gi, ":id")
    // The status that the server answered with distinguishes failures; other numbers do not.
    .replace(/(?<!answered \d*)\d+(\.\d+)?/g, "N");
  const parts = [sample.category, sample.operation, sample.page, cutAt(general, 200)];
  return boundedName(parts.filter((part) => part !== undefined && part !== "").join(" · "));
}

/** Failures by signature. */
type Groups = Map<string, FailureDelta>;

/** Counts failures by second and signature until they are taken. The sample of a signature is handed out only once. */
export class FailureGroups {
  readonly #known = new Set<string>();
  readonly #seconds = new Map<number, Groups>();

  add(sample: FailureSample, { second, offsetMs }: { readonly second: number; readonly offsetMs: number }): void {
    const exact = signatureOf(sample);
    const signature = this.#known.has(exact) || this.#known.size < MAX_GROUPS ? exact : OTHER_SIGNATURE;
    const first = !this.#known.has(signature);
    this.#known.add(signature);
    const groups: Groups = this.#seconds.get(second) ?? new Map();
    this.#seconds.set(second, groups);
    addTo(groups, {
      signature,
      category: boundedName(sample.category),
      count: 1,
      firstOffsetMs: offsetMs,
      sample: first ? boundedFailure(sample) : undefined,
    });
  }

  /** Hands out what was counted up to this second and has not been handed out. */
  take(upTo: number): readonly FailureDelta[] {
    const taken: Groups = new Map();
    for (const [second, groups] of this.#seconds) {
      if (second > upTo) continue;
      for (const group of groups.values()) addTo(taken, group);
      this.#seconds.delete(second);
    }
    return [...taken.values()];
  }
}

function addTo(groups: Groups, added: FailureDelta): void {
  const group = groups.get(added.signature);
  if (group === undefined) groups.set(added.signature, added);
  else
    groups.set(added.signature, {
      ...group,
      count: group.count + added.count,
      firstOffsetMs: Math.min(group.firstOffsetMs, added.firstOffsetMs),
      sample: group.sample ?? added.sample,
    });
}
