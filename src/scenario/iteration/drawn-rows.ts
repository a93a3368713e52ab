import type { Row, RowDraw, RowPort, RowWait } from "./iteration-ports.js";

/** The rows that an iteration has asked for: one of each pool. */
export class DrawnRows {
  readonly #port: RowPort;
  readonly #draw: RowDraw;
  readonly #taken = new Map<string, Row | undefined>();

  constructor(port: RowPort, draw: RowDraw) {
    this.#port = port;
    this.#draw = draw;
  }

  /** The row of a pool, the same each time; `undefined` when the pool is used up. */
  async take(pool: string, wait: RowWait): Promise<Row | undefined> {
    if (!this.#taken.has(pool)) this.#taken.set(pool, await this.#port.take(pool, this.#draw, wait));
    return this.#taken.get(pool);
  }
}
