/** A period of time on the controller's clock. */
export interface Silence {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Shorter silences are normal: a healthy node renews its lease every three seconds. */
const NOTEWORTHY_MS = 5000;

/** The periods in which a node was silent without being lost, in chronological order. */
export class NodeSilences {
  readonly #past: Silence[] = [];
  #sinceMs: number | undefined;

  /** Adds a silence that has ended; merges it with the last one if they touch. */
  add({ fromMs, toMs }: Silence): void {
    const last = this.#past.at(-1);
    if (last !== undefined && fromMs <= last.toMs)
      this.#past[this.#past.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, toMs) };
    else this.#past.push({ fromMs, toMs });
  }

  /** A new connection has replaced one on which the node was last heard at `heardAtMs`. */
  replaced(heardAtMs: number, nowMs: number): void {
    if (nowMs - heardAtMs > NOTEWORTHY_MS) this.add({ fromMs: heardAtMs, toMs: nowMs });
  }

  /** The connection was lost; the node has been silent since. */
  begin(sinceMs: number): void {
    this.#sinceMs ??= sinceMs;
  }

  /** The node is heard again. */
  end(nowMs: number): void {
    if (this.#sinceMs !== undefined) this.add({ fromMs: this.#sinceMs, toMs: nowMs });
    this.#sinceMs = undefined;
  }

  /** All silences; an ongoing one is cut off at `nowMs`. */
  upTo(nowMs: number): readonly Silence[] {
    return this.#sinceMs === undefined ? [...this.#past] : [...this.#past, { fromMs: this.#sinceMs, toMs: nowMs }];
  }
}
