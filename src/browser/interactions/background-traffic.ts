/** A shape that came up so often while nobody acted is background traffic. */
const SEEN_TIMES = 2;
/** Nobody acted for so long: a page with background traffic would have shown it. */
const LONG_ENOUGH_MS = 1000;
const MOST_SHAPES = 500;

/**
 * What a page sends and receives while nobody acts: polls, heartbeats, ticks. A shape counts from its second time in a document:
 * what comes once with each document is part of its start, and an answer may look the same.
 */
export class BackgroundTraffic {
  readonly #times = new Map<string, number>();
  readonly #received = new Map<string, number>();
  #seenHere = new Set<string>();
  readonly #unowned = new Set<string>();
  #quietMs = 0;

  /** Another document: its start is about to be seen. */
  documentStarted(): void {
    this.#seenHere = new Set();
  }

  /** It came up while nobody acted. */
  seen(shape: string): void {
    const isFirst = !this.#seenHere.has(shape);
    remember(this.#seenHere, shape);
    if (!isFirst) increase(this.#times, shape);
  }

  /** It was sent without an input as its cause, whether or not somebody acted at that time. */
  sentAlone(shape: string): void {
    remember(this.#unowned, shape);
  }

  /** Whether it may turn out to be background traffic: it was sent without a cause, and nobody knows yet how often. */
  mayInclude(shape: string): boolean {
    return this.#unowned.has(shape) && this.#quietMs < LONG_ENOUGH_MS;
  }

  /** A message of this shape was received, whatever the reason. */
  received(shape: string): void {
    increase(this.#received, shape);
  }

  /** Nobody acted for so long. */
  watched(ms: number): void {
    this.#quietMs += Math.max(0, ms);
  }

  includes(shape: string): boolean {
    return (this.#times.get(shape) ?? 0) >= SEEN_TIMES;
  }

  /** Whether messages of this shape are known to come only as answers to the interactions so far. */
  excludes(shape: string, interactions: number): boolean {
    if (this.includes(shape)) return false;
    return this.#quietMs >= LONG_ENOUGH_MS || (this.#received.get(shape) ?? 0) <= interactions;
  }
}

/** Adapters know their messages, also if they look like what comes by itself, unless they leave it to be learned. */
export function mayBeBackground({ adapter, isLearned }: { readonly adapter?: string; readonly isLearned?: boolean }): boolean {
  return adapter === undefined || isLearned === true;
}

function remember(shapes: Set<string>, shape: string): void {
  shapes.add(shape);
  const [oldest] = shapes;
  if (oldest !== undefined && shapes.size > MOST_SHAPES) shapes.delete(oldest);
}

function increase(counts: Map<string, number>, shape: string): void {
  counts.set(shape, (counts.get(shape) ?? 0) + 1);
  const [oldest] = counts.keys();
  if (oldest !== undefined && counts.size > MOST_SHAPES) counts.delete(oldest);
}
