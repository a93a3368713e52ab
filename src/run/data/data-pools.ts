import { LiveLoadError } from "../../base/errors.js";
import type { AssignedPool } from "../../protocol/messages.js";
import type { Row } from "../../scenario/iteration/iteration-ports.js";

/** A pool with its rows. */
export interface LoadedPool extends Omit<AssignedPool, "size"> {
  readonly rows: readonly Row[];
}

/** What a node asks for: the next rows of a pool, as its `seq`-th question about it. */
export interface LeaseQuestion {
  readonly pool: string;
  readonly seq: number;
  readonly count: number;
}

/** Rows for a node. */
export interface LeaseAnswer {
  readonly rows: Row[];
  /** There are no more, and will not be. */
  readonly usedUp: boolean;
}

/** An answer stays well below what the control channel carries at once. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * The rows of a run's pools, handed out over the whole cluster. What was handed out once is never handed out again,
 * whatever becomes of the node: nobody knows whether it has used it. A question that is asked again, because its answer
 * was lost, gets the same answer.
 */
export class DataPools {
  readonly #pools: ReadonlyMap<string, LoadedPool>;
  readonly #next = new Map<string, number>();
  /** By node and pool. */
  readonly #answers = new Map<string, { readonly seq: number; readonly answer: LeaseAnswer }>();
  /** Who has a row that only one may have, by pool and index. */
  readonly #owners = new Map<string, string>();
  #nodes = 1;

  constructor(pools: readonly LoadedPool[]) {
    this.#pools = new Map(pools.map((pool) => [pool.name, pool]));
  }

  /** How the nodes know the pools. */
  get assigned(): AssignedPool[] {
    return [...this.#pools.values()].map(({ name, mode, per, rows }) => ({ name, mode, per, size: rows.length }));
  }

  /** How many nodes share the rows. */
  sharedBy(nodes: number): void {
    this.#nodes = Math.max(1, nodes);
  }

  /** Other nodes ask from now on. Rows that were handed out to those before are not handed out again. */
  anotherRun(): void {
    this.#answers.clear();
    this.#owners.clear();
  }

  /** The next rows of a pool in turn. The fewer are left of one with unique rows, the fewer go out at once: no node is to hoard the last. */
  lease(node: string, { pool: name, seq, count }: LeaseQuestion): LeaseAnswer {
    const { mode, per, rows } = this.#pool(name);
    if (mode === "random" || per === "user") throw refused(`the pool ${JSON.stringify(name)} is not leased`);
    const key = `${node}\n${name}`;
    const last = this.#answers.get(key);
    if (last?.seq === seq) return last.answer;
    if (seq !== (last?.seq ?? 0) + 1) throw refused(`question ${seq} about a pool follows ${last?.seq ?? 0}`);
    const next = this.#next.get(name) ?? 0;
    const left = rows.length - next;
    const fair = mode === "unique" ? Math.ceil(left / (2 * this.#nodes)) : count;
    const indexes = Array.from({ length: Math.min(count, fair) }, (_, at) => (next + at) % rows.length);
    const taken = this.#fitting(rows, indexes);
    this.#next.set(name, mode === "unique" ? next + taken.length : (next + taken.length) % rows.length);
    const answer = { rows: taken, usedUp: mode === "unique" && left <= taken.length };
    this.#answers.set(key, { seq, answer });
    return answer;
  }

  /** Rows by their place, of pools whose order says who gets which: as many of the first asked for as go at once. */
  at(node: string, { pool: name, indexes }: { readonly pool: string; readonly indexes: readonly number[] }): Row[] {
    const { mode, per, rows } = this.#pool(name);
    if (mode !== "random" && per !== "user") throw refused(`rows of the pool ${JSON.stringify(name)} have no fixed place`);
    const taken = this.#fitting(rows, indexes);
    if (mode === "unique") for (const index of indexes.slice(0, taken.length)) this.#own(`${name}\n${index}`, node);
    return taken;
  }

  #own(row: string, node: string): void {
    const owner = this.#owners.get(row);
    if (owner !== undefined && owner !== node) throw refused(`${node} asks for a row that ${owner} has`);
    this.#owners.set(row, node);
  }

  #fitting(rows: readonly Row[], indexes: readonly number[]): Row[] {
    const taken: Row[] = [];
    let bytes = 0;
    for (const index of indexes) {
      const row = rows[index];
      if (row === undefined) throw refused(`there is no row ${index}`);
      bytes += Buffer.byteLength(JSON.stringify(row));
      if (taken.length > 0 && bytes > MAX_ANSWER_BYTES) break;
      taken.push(row);
    }
    return taken;
  }

  #pool(name: string): LoadedPool {
    const pool = this.#pools.get(name);
    if (pool === undefined) throw refused(`there is no pool ${JSON.stringify(name)}`);
    return pool;
  }
}

function refused(why: string): LiveLoadError {
  return new LiveLoadError("CHANNEL_PROTOCOL", why);
}
