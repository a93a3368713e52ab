/** A shape that came up so often while nobody acted is background traffic. */
const SEEN_TIMES = 2;
const MOST_SHAPES = 500;

/**
 * What a page sends and receives while nobody acts: polls, heartbeats, ticks. A shape counts from its second time in a document:
 * what comes once with each document is part of its start, and an answer may look the same.
 */
export class BackgroundTraffic {
  readonly #times = new Map<string, number>();
  #seenHere = new Set<string>();

  /** Another document: its start is about to be seen. */
  documentStarted(): void {
    this.#seenHere = new Set();
  }

  seen(shape: string): void {
    const isFirst = !this.#seenHere.has(shape);
    this.#seenHere.add(shape);
    if (isFirst) return;
    this.#times.set(shape, (this.#times.get(shape) ?? 0) + 1);
    const [oldest] = this.#times.keys();
    if (oldest !== undefined && this.#times.size > MOST_SHAPES) this.#times.delete(oldest);
  }

  includes(shape: string): boolean {
    return (this.#times.get(shape) ?? 0) >= SEEN_TIMES;
  }
}
