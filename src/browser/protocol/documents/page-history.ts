/** The document of an entry, as far as going back does not request it again. */
export interface KeptDocument {
  readonly url: string;
  readonly method: string;
  readonly status: number;
  readonly html: string;
}

/** An entry of the session history. */
export interface HistoryEntry {
  readonly url: string;
  readonly state: unknown;
  /** Entries with the same document differ only in address and state. */
  readonly documentId: string;
  /** Absent if the server forbids to keep it, or if many others were shown since. */
  readonly kept: KeptDocument | undefined;
  /** The page that led there; absent for addresses that a person entered. */
  readonly from: URL | undefined;
}

/** More than a person goes back through. */
const MOST_ENTRIES = 50;
/** So many users share a machine that old documents are requested again. */
const MOST_KEPT = 4;

/** The session history of a page. */
export class PageHistoryEntries {
  readonly #entries: HistoryEntry[] = [];
  #index = -1;

  get current(): HistoryEntry | undefined {
    return this.#entries[this.#index];
  }

  /** The entry that many steps away. */
  at(steps: number): HistoryEntry | undefined {
    return this.#entries[this.#index + steps];
  }

  push(entry: HistoryEntry): void {
    this.#entries.splice(this.#index + 1, this.#entries.length, entry);
    if (this.#entries.length > MOST_ENTRIES) this.#entries.shift();
    this.#index = this.#entries.length - 1;
    const old = this.#entries[this.#index - MOST_KEPT];
    if (old !== undefined) this.#entries[this.#index - MOST_KEPT] = { ...old, kept: undefined };
  }

  replace(entry: HistoryEntry): void {
    if (this.#index < 0) this.push(entry);
    else this.#entries[this.#index] = entry;
  }

  /** The page has gone that many steps; other entries of the document that was there belong to the new one. */
  moved(steps: number, documentId: string): void {
    const left = this.at(steps)?.documentId;
    this.#index += steps;
    for (const [at, entry] of this.#entries.entries()) {
      if (entry.documentId === left) this.#entries[at] = { ...entry, documentId };
    }
  }
}
