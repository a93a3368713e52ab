/** Counts what the page waits for, and tells when it is over. */
export class Pending {
  readonly #changed: () => void;
  #count = 0;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get isOver(): boolean {
    return this.#count === 0;
  }

  begin(): void {
    this.#count++;
  }

  /** Joins that end and begin meanwhile count as one wait. */
  during(run: () => void): void {
    this.begin();
    try {
      run();
    } finally {
      this.end();
    }
  }

  end(): void {
    this.#count--;
    if (this.#count === 0) this.#changed();
  }
}
