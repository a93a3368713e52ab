import type { Document } from "./dom/document.js";

/** An entry of the session history. Entries with the same document differ only in address and state. */
export interface HistoryEntry {
  readonly url: string;
  readonly state: unknown;
  readonly document: Document;
}

/** More than a person goes back through. */
const MOST_ENTRIES = 50;

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
  }

  replace(entry: HistoryEntry): void {
    if (this.#index < 0) this.push(entry);
    else this.#entries[this.#index] = entry;
  }

  /** The page has gone that many steps; other entries of the document that was there belong to the new one. */
  moved(steps: number, document: Document): void {
    const left = this.at(steps)?.document;
    this.#index += steps;
    for (const [at, entry] of this.#entries.entries()) {
      if (entry.document === left) this.#entries[at] = { ...entry, document };
    }
  }
}
