import type { Clock } from "../../../base/clock.js";
import { type Deferred, deferred, delay, withDeadline } from "../../../base/deadline.js";
import { isLiveLoadError } from "../../../base/errors.js";
import type { ParamsOf, ResultOf } from "../../../channel/contract.js";
import type { AssignedPool } from "../../../protocol/messages.js";
import type { Row, RowWait } from "../../../scenario/iteration/iteration-ports.js";
import type { RUNNER_VOCABULARY } from "../../ipc-vocabulary.js";

/** How a node gets the rows of a pool. */
export interface LeasedRowsOptions {
  readonly clock: Clock;
  readonly pool: AssignedPool;
  /** Number of rows to keep in store. */
  readonly ahead: number;
  readonly lease: (
    request: ParamsOf<typeof RUNNER_VOCABULARY, "data.lease">,
  ) => Promise<ResultOf<typeof RUNNER_VOCABULARY, "data.lease">>;
  /** Stops all requests. */
  readonly signal: AbortSignal;
}

const AGAIN_MS = 500;

/**
 * The rows of a pool that are handed out in order. Some are kept in store and refilled when half of them are gone, so that
 * iterations need not wait. A request whose answer was lost is repeated with its number.
 */
export class LeasedRows {
  readonly #options: LeasedRowsOptions;
  readonly #store: Row[] = [];
  readonly #waiting: Deferred<Row | undefined>[] = [];
  #asking: Promise<void> | undefined;
  #seq = 1;
  #usedUp = false;

  constructor(options: LeasedRowsOptions) {
    this.#options = options;
  }

  /** Fetches the first rows. */
  async fill(): Promise<void> {
    this.#refill();
    await this.#asking;
  }

  /** The next row, synchronously when one is in store; `undefined` when the pool is used up. */
  take(wait: RowWait): Row | undefined | Promise<Row | undefined> {
    const row = this.#store.shift();
    if (row !== undefined || this.#usedUp) {
      this.#refill();
      return row;
    }
    return this.#turn(wait);
  }

  async #turn({ timeoutMs, signal }: RowWait): Promise<Row | undefined> {
    const { clock, pool } = this.#options;
    const turn = deferred<Row | undefined>();
    this.#waiting.push(turn);
    this.#refill();
    try {
      return await withDeadline(turn.promise, { clock, timeoutMs, what: `a row of the data pool ${pool.name}`, signal });
    } catch (error) {
      const at = this.#waiting.indexOf(turn);
      if (at >= 0) this.#waiting.splice(at, 1);
      // The row arrived just as the user gave up, and goes back into the store unused.
      else
        void turn.promise.then(
          (row) => row !== undefined && this.#store.unshift(row),
          () => {},
        );
      throw error;
    }
  }

  #refill(): void {
    const { ahead, signal } = this.#options;
    if (this.#asking !== undefined || this.#usedUp || signal.aborted) return;
    if (this.#store.length - this.#waiting.length > ahead / 2) return;
    this.#asking = this.#ask().finally(() => {
      this.#asking = undefined;
      if (this.#waiting.length > 0) this.#refill();
    });
  }

  /** Repeats one request until it is answered or nobody waits for a row. */
  async #ask(): Promise<void> {
    const { clock, pool, ahead, lease, signal } = this.#options;
    const count = Math.min(10_000, Math.max(1, ahead + this.#waiting.length - this.#store.length));
    do {
      try {
        const { rows, usedUp } = await lease({ pool: pool.name, seq: this.#seq, count });
        this.#seq += 1;
        this.#usedUp = usedUp;
        this.#store.push(...rows);
        this.#serve();
        return;
      } catch (error) {
        if (isLiveLoadError(error, "CHANNEL_PROTOCOL")) {
          for (const turn of this.#waiting.splice(0)) turn.reject(error);
          return;
        }
      }
      await delay(AGAIN_MS, { clock, signal }).catch(() => {});
    } while (this.#waiting.length > 0 && !signal.aborted);
  }

  #serve(): void {
    while (this.#waiting.length > 0 && (this.#store.length > 0 || this.#usedUp))
      this.#waiting.shift()?.resolve(this.#store.shift());
  }
}
