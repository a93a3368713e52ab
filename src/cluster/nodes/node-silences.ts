/** A stretch of time on the controller's clock. */
export interface Silence {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A healthy node is heard more often: it renews its lease every three seconds. */
const NOTEWORTHY_MS = 5000;

/** When a node could not be heard although it was not lost, in the order of time. */
export class NodeSilences {
  readonly #past: Silence[] = [];
  #sinceMs: number | undefined;

  /** Adds a silence that is over; one that touches the last becomes part of it. */
  add({ fromMs, toMs }: Silence): void {
    const last = this.#past.at(-1);
    if (last !== undefined && fromMs <= last.toMs)
      this.#past[this.#past.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, toMs) };
    else this.#past.push({ fromMs, toMs });
  }

  /** A new connection has taken the place of one on which nothing was heard any more. */
  replaced(heardAtMs: number, nowMs: number): void {
    if (nowMs - heardAtMs > NOTEWORTHY_MS) this.add({ fromMs: heardAtMs, toMs: nowMs });
  }

  /** The connection is gone; nothing has been heard since then. */
  begin(sinceMs: number): void {
    this.#sinceMs ??= sinceMs;
  }

  /** It is heard again. */
  end(nowMs: number): void {
    if (this.#sinceMs !== undefined) this.add({ fromMs: this.#sinceMs, toMs: nowMs });
    this.#sinceMs = undefined;
  }

  /** All of them; one that goes on ends at `nowMs`. */
  upTo(nowMs: number): readonly Silence[] {
    return this.#sinceMs === undefined ? [...this.#past] : [...this.#past, { fromMs: this.#sinceMs, toMs: nowMs }];
  }
}
