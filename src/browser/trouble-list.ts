import { maskSecrets } from "../base/secrets/mask-secrets.js";
import { boundedText, cutAt } from "../base/wording/bounded-text.js";
import { trimOldest } from "./network/network-timing.js";

const KEPT_FIRST = 5;
const KEPT_LAST = 5;
const MAX_LENGTH = 300;
/** Longer texts are cut before they are processed: a page may throw megabytes. */
const MAX_READ = 4000;

interface Trouble {
  readonly text: string;
  /** Position in the order of all troubles. */
  readonly number: number;
  times: number;
}

/**
 * What went wrong in a page since its document was requested. It is bounded: equal troubles are counted; of the others, the first
 * few, which likely caused the rest, and the newest few are kept.
 */
export class TroubleList {
  #troubles: Trouble[] = [];
  #added = 0;
  /** The number of the first trouble that may belong to a document, by the document. */
  readonly #firstOf = new Map<string, number>();

  add(text: string): void {
    // Half a secret would not be recognized, so a text is masked before it is cut; other texts are masked when they are recorded.
    const read = text.length > MAX_LENGTH ? maskSecrets(cutAt(text, MAX_READ)) : text;
    const line = boundedText(read.replace(/\s+/g, " ").trim(), MAX_LENGTH);
    const newest = Math.max(0, ...this.#firstOf.values());
    const known = this.#troubles.find((trouble) => trouble.text === line && trouble.number >= newest);
    if (known !== undefined) known.times++;
    else this.#troubles.push({ text: line, number: this.#added++, times: 1 });
    if (this.#troubles.length > KEPT_FIRST + KEPT_LAST) this.#troubles.splice(KEPT_FIRST, 1);
  }

  /** A document was requested: if it is shown, all troubles from here on belong to it. */
  asked(document: string): void {
    this.#firstOf.set(document, this.#added);
    trimOldest(this.#firstOf);
  }

  /** The page shows this document: drops the troubles of the previous one. */
  shown(document: string): void {
    const first = this.#firstOf.get(document) ?? this.#added;
    this.#troubles = this.#troubles.filter(({ number }) => number >= first);
    this.#firstOf.clear();
  }

  list(): readonly string[] {
    const times = new Map<string, number>();
    for (const trouble of this.#troubles) times.set(trouble.text, (times.get(trouble.text) ?? 0) + trouble.times);
    return [...times].map(([text, count]) => (count === 1 ? text : `${text} (${count} times)`));
  }
}
