import type { Row, RowDraw, RowPort, RowWait } from "./iteration-ports.js";

/** The rows that an iteration has drawn: one of each pool. */
export class DrawnRows {
  readonly #port: RowPort;
  readonly #draw: RowDraw;
  readonly #rows = new Map<string, Row | undefined>();

  constructor(port: RowPort, draw: RowDraw) {
    this.#port = port;
    this.#draw = draw;
  }

  /** The iteration's row of a pool, drawn at the first call; `undefined` when the pool is used up. */
  async take(pool: string, wait: RowWait): Promise<Row | undefined> {
    if (!this.#rows.has(pool)) this.#rows.set(pool, await this.#port.take(pool, this.#draw, wait));
    return this.#rows.get(pool);
  }
}
