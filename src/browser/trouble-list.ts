import { maskSecrets } from "../base/secrets/mask-secrets.js";
import { boundedText, cutAt } from "../base/wording/bounded-text.js";
import { trimOldest } from "./network/network-timing.js";

const KEPT_FIRST = 5;
const KEPT_LAST = 5;
const MAX_LENGTH = 300;
/** What comes behind this is not looked at: a page may throw megabytes. */
const MAX_READ = 4000;

interface Trouble {
  readonly text: string;
  /** Troubles are numbered in the order in which they came. */
  readonly number: number;
  times: number;
}

/**
 * What went wrong in a page since its document was asked for. It is bounded: equal troubles are counted, and of the others the
 * first, which likely caused the rest, and the newest are kept.
 */
export class TroubleList {
  #troubles: Trouble[] = [];
  #added = 0;
  /** The number of the first trouble that may belong to a document, by the document. */
  readonly #firstOf = new Map<string, number>();

  add(text: string): void {
    // Half of a secret has no form any more, so what is cut is masked before; everything else is masked when it is recorded.
    const read = text.length > MAX_LENGTH ? maskSecrets(cutAt(text, MAX_READ)) : text;
    const line = boundedText(read.replace(/\s+/g, " ").trim(), MAX_LENGTH);
    const newest = Math.max(0, ...this.#firstOf.values());
    const known = this.#troubles.find((trouble) => trouble.text === line && trouble.number >= newest);
    if (known !== undefined) known.times++;
    else this.#troubles.push({ text: line, number: this.#added++, times: 1 });
    if (this.#troubles.length > KEPT_FIRST + KEPT_LAST) this.#troubles.splice(KEPT_FIRST, 1);
  }

  /** A document was asked for: if it is shown, what is added from here on belongs to it. */
  asked(document: string): void {
    this.#firstOf.set(document, this.#added);
    trimOldest(this.#firstOf);
  }

  /** The page shows this document: what belonged to the one before it is forgotten. */
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
