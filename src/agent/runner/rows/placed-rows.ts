import type { Clock } from "../../../base/clock.js";
import { type Deferred, deferred, withDeadline } from "../../../base/deadline.js";
import { LiveLoadError } from "../../../base/errors.js";
import type { ParamsOf, ResultOf } from "../../../channel/contract.js";
import type { AssignedPool } from "../../../protocol/messages.js";
import type { Row, RowWait } from "../../../scenario/iteration/iteration-ports.js";
import type { RUNNER_VOCABULARY } from "../../ipc-vocabulary.js";

/** How a node gets the rows of a pool. */
export interface PlacedRowsOptions {
  readonly clock: Clock;
  readonly pool: AssignedPool;
  readonly rows: (
    question: ParamsOf<typeof RUNNER_VOCABULARY, "data.rows">,
  ) => Promise<ResultOf<typeof RUNNER_VOCABULARY, "data.rows">>;
}

/** Requests within this time are sent together. */
const TOGETHER_MS = 2;
const AT_ONCE = 1000;
/** Rows kept for when they are drawn again. */
const MAX_KEPT = 5000;

/** The rows of a pool that are assigned by index. They are fetched when they are needed, or a little before. */
export class PlacedRows {
  readonly #options: PlacedRowsOptions;
  readonly #kept = new Map<number, Row>();
  readonly #asked = new Map<number, Deferred<Row>>();
  #toAsk: number[] = [];

  constructor(options: PlacedRowsOptions) {
    this.#options = options;
  }

  /** Fetches a row; resolves when it has arrived. */
  async fetch(index: number): Promise<void> {
    if (!this.#kept.has(index)) await this.#ask(index).promise;
  }

  /** The row with this index, synchronously when it has arrived. */
  take(index: number, { timeoutMs, signal }: RowWait): Row | Promise<Row> {
    const kept = this.#kept.get(index);
    if (kept !== undefined) return kept;
    const { clock, pool } = this.#options;
    return withDeadline(this.#ask(index).promise, { clock, timeoutMs, what: `a row of the data pool ${pool.name}`, signal });
  }

  #ask(index: number): Deferred<Row> {
    const known = this.#asked.get(index);
    if (known !== undefined) return known;
    const asked = deferred<Row>();
    this.#asked.set(index, asked);
    if (this.#toAsk.length === 0) this.#options.clock.setTimer(() => void this.#askTogether(), TOGETHER_MS);
    this.#toAsk.push(index);
    return asked;
  }

  async #askTogether(): Promise<void> {
    const { pool, rows: request } = this.#options;
    const indexes = this.#toAsk;
    this.#toAsk = [];
    try {
      for (let at = 0; at < indexes.length; ) {
        const part = indexes.slice(at, at + AT_ONCE);
        const { rows } = await request({ pool: pool.name, indexes: part });
        if (rows.length === 0)
          throw new LiveLoadError("CHANNEL_PROTOCOL", "the controller answered a request for rows without any");
        for (const [offset, row] of rows.entries()) this.#arrived(part[offset] ?? -1, row);
        at += rows.length;
      }
    } catch (error) {
      for (const index of indexes) {
        this.#asked.get(index)?.reject(error);
        this.#asked.delete(index);
      }
    }
  }

  #arrived(index: number, row: Row): void {
    const frozen = Object.freeze(row);
    this.#kept.set(index, frozen);
    this.#asked.get(index)?.resolve(frozen);
    this.#asked.delete(index);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}
