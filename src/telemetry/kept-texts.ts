const MOST_KEPT = 1000;
const LONGEST = 300;

/** Texts that are made of others, kept because users ask for the same few again and again. */
export class KeptTexts {
  readonly #kept = new Map<string, string>();

  /** The text for `key`, which `make` makes if it is not kept. */
  of(key: string, make: () => string): string {
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (key.length > LONGEST) return made;
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(key, made);
    return made;
  }
}
