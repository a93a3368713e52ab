import type { Clock } from "../../../base/clock.js";
import { LiveLoadError } from "../../../base/errors.js";
import { seededRandom } from "../../../base/seeded-random.js";
import type { AssignedPool } from "../../../protocol/messages.js";
import type { Row, RowDraw, RowPort, RowWait } from "../../../scenario/iteration/iteration-ports.js";
import { nameInMix } from "../../../scenario/iteration/mixed-user.js";
import { LeasedRows, type LeasedRowsOptions } from "./leased-rows.js";
import { PlacedRows, type PlacedRowsOptions } from "./placed-rows.js";

/** What {@link NodeRows} acts through. */
export interface NodeRowsOptions extends Pick<LeasedRowsOptions, "lease">, Pick<PlacedRowsOptions, "rows"> {
  readonly clock: Clock;
  readonly pools: readonly AssignedPool[];
  readonly seed: number;
  /** This node's users of a part of a mix, or all users where there is no mix, with their ranks among that part's users in the cluster, from 1. */
  readonly usersOf: (part: string | undefined) => readonly { readonly userId: number; readonly rank: number }[];
  /** The parts of a mix; without a mix, one part without a name. */
  readonly parts: readonly { readonly name: string | undefined; readonly pools: readonly string[] }[];
  readonly onWarning: (message: string) => void;
  readonly signal: AbortSignal;
}

/** A pool, and the ranks of the users that draw from it. */
interface NodePool {
  readonly pool: AssignedPool;
  readonly ranks: Map<number, number>;
  readonly source: LeasedRows | PlacedRows;
}

const MAX_AHEAD = 200;

/** A node's side of the data pools. */
export class NodeRows {
  readonly #options: NodeRowsOptions;
  readonly #pools = new Map<string, NodePool>();
  readonly #warned = new Set<string>();

  constructor(options: NodeRowsOptions) {
    this.#options = options;
    for (const part of options.parts) {
      const ranks = new Map(options.usersOf(part.name).map(({ userId, rank }) => [userId, rank]));
      for (const own of part.pools) this.#add(nameInMix(part.name, own), ranks);
    }
  }

  /** Fetches the rows for the first iterations. */
  async fetchFirst(): Promise<void> {
    const fetches = [...this.#pools.values()].map(async ({ pool, ranks, source }) => {
      if (source instanceof LeasedRows) return ranks.size === 0 ? undefined : source.fill();
      const draws = [...ranks.keys()].map((userId) => this.#indexFor(pool, ranks, { userId, iteration: 1, scope: "run" }));
      await Promise.all([...new Set(draws)].map((index) => source.fetch(index)));
    });
    await Promise.all(fetches);
  }

  /** The pools, for the users of a part. */
  portOf({ name, pools }: NodeRowsOptions["parts"][number]): RowPort {
    return { pools, take: (pool, draw, wait) => this.#take(nameInMix(name, pool), draw, wait) };
  }

  /** Adds users, given by part as in the options. */
  add(usersOf: NodeRowsOptions["usersOf"]): void {
    for (const part of this.#options.parts) {
      const pools = part.pools.flatMap((own) => this.#pools.get(nameInMix(part.name, own)) ?? []);
      for (const { userId, rank } of usersOf(part.name)) for (const { ranks } of pools) ranks.set(userId, rank);
    }
  }

  #add(name: string, ranks: Map<number, number>): void {
    const { clock, lease, rows, signal, pools } = this.#options;
    const pool = pools.find((candidate) => candidate.name === name);
    if (pool === undefined) throw new LiveLoadError("CHANNEL_PROTOCOL", `unknown data pool ${JSON.stringify(name)}`);
    const isPlaced = pool.mode === "random" || pool.per === "user";
    const ahead = Math.min(MAX_AHEAD, Math.max(1, ranks.size));
    const source = isPlaced ? new PlacedRows({ clock, pool, rows }) : new LeasedRows({ clock, pool, ahead, lease, signal });
    this.#pools.set(name, { pool, ranks, source });
  }

  #take(name: string, draw: RowDraw, wait: RowWait): Row | undefined | Promise<Row | undefined> {
    const found = this.#pools.get(name);
    if (found === undefined) throw new LiveLoadError("INTERNAL", `there is no pool ${name}`);
    const { pool, ranks, source } = found;
    if (source instanceof LeasedRows) {
      const row = source.take(wait);
      return row instanceof Promise ? row.then((late) => this.#checked(pool, late)) : this.#checked(pool, row);
    }
    // Prefetch the row for this user's next iteration.
    if (pool.per === "iteration" && draw.scope === "run")
      void source.fetch(this.#indexFor(pool, ranks, { ...draw, iteration: draw.iteration + 1 })).catch(() => {});
    return source.take(this.#indexFor(pool, ranks, draw), wait);
  }

  /** The index of the row for a draw. */
  #indexFor({ name, mode, per, size }: AssignedPool, ranks: ReadonlyMap<number, number>, draw: RowDraw): number {
    const { userId, iteration, scope } = draw;
    if (mode !== "random") return ((ranks.get(userId) ?? 1) - 1) % size;
    const { seed } = this.#options;
    const random = per === "user" ? seededRandom(seed, name, userId) : seededRandom(seed, name, userId, iteration, scope);
    return Math.floor(random() * size);
  }

  #checked({ name, size }: AssignedPool, row: Row | undefined): Row | undefined {
    if (row !== undefined) return Object.freeze(row);
    if (!this.#warned.has(name))
      this.#options.onWarning(
        `the ${size} rows of the data pool ${JSON.stringify(name)} are used up: users that need another row end`,
      );
    this.#warned.add(name);
    return undefined;
  }
}
