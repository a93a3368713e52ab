import { LiveLoadError } from "../../base/errors.js";
import type { AssignedPool } from "../../protocol/messages.js";
import type { Row } from "../../scenario/iteration/iteration-ports.js";

/** A pool with its rows. */
export interface LoadedPool extends Omit<AssignedPool, "size"> {
  readonly rows: readonly Row[];
}

/** A node's request for the next rows of a pool; `seq` numbers its requests for that pool. */
export interface LeaseQuestion {
  readonly pool: string;
  readonly seq: number;
  readonly count: number;
}

/** Rows for a node. */
export interface LeaseAnswer {
  readonly rows: Row[];
  /** The pool is exhausted. */
  readonly usedUp: boolean;
}

/** Keeps an answer well below the frame limit of the control channel. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * Hands out the rows of a run's pools across the cluster. A unique row is handed out only once, whatever becomes of
 * the node, since it may have used it. A request that is repeated because its answer
 * was lost gets the same answer.
 */
export class DataPools {
  readonly #pools: ReadonlyMap<string, LoadedPool>;
  readonly #next = new Map<string, number>();
  /** The last answer, by node and pool. */
  readonly #answers = new Map<string, { readonly seq: number; readonly answer: LeaseAnswer }>();
  /** The node that owns a unique row, by pool and index. */
  readonly #owners = new Map<string, string>();
  #nodes = 1;

  constructor(pools: readonly LoadedPool[]) {
    this.#pools = new Map(pools.map((pool) => [pool.name, pool]));
  }

  /** The pools as assignments describe them. */
  get assigned(): AssignedPool[] {
    return [...this.#pools.values()].map(({ name, mode, per, rows }) => ({ name, mode, per, size: rows.length }));
  }

  /** Sets how many nodes share the rows. */
  sharedBy(nodes: number): void {
    this.#nodes = Math.max(1, nodes);
  }

  /** Starts a new run with other nodes. Rows that were handed out before stay used. */
  anotherRun(): void {
    this.#answers.clear();
    this.#owners.clear();
  }

  /** The next rows of a pool. Fewer rows are handed out at once when few unique ones are left, so that no node hoards the last. */
  lease(node: string, { pool: name, seq, count }: LeaseQuestion): LeaseAnswer {
    const { mode, per, rows } = this.#pool(name);
    if (mode === "random" || per === "user") throw refused(`the pool ${JSON.stringify(name)} is not handed out in turn`);
    const key = `${node}\n${name}`;
    const last = this.#answers.get(key);
    if (last?.seq === seq) return last.answer;
    if (seq !== (last?.seq ?? 0) + 1) throw refused(`request ${seq} for a pool follows request ${last?.seq ?? 0}`);
    const next = this.#next.get(name) ?? 0;
    const left = rows.length - next;
    const fair = mode === "unique" ? Math.ceil(left / (2 * this.#nodes)) : count;
    const indexes = Array.from({ length: Math.min(count, fair) }, (_, at) => (next + at) % rows.length);
    const fitting = this.#fitting(rows, indexes);
    this.#next.set(name, mode === "unique" ? next + fitting.length : (next + fitting.length) % rows.length);
    const answer = { rows: fitting, usedUp: mode === "unique" && left <= fitting.length };
    this.#answers.set(key, { seq, answer });
    return answer;
  }

  /** Rows by index, for pools whose order decides who gets which: as many of the first requested as fit in an answer. */
  at(node: string, { pool: name, indexes }: { readonly pool: string; readonly indexes: readonly number[] }): Row[] {
    const { mode, per, rows } = this.#pool(name);
    if (mode !== "random" && per !== "user") throw refused(`rows of the pool ${JSON.stringify(name)} have no fixed index`);
    const fitting = this.#fitting(rows, indexes);
    if (mode === "unique") for (const index of indexes.slice(0, fitting.length)) this.#own(`${name}\n${index}`, node);
    return fitting;
  }

  #own(row: string, node: string): void {
    const owner = this.#owners.get(row);
    if (owner !== undefined && owner !== node) throw refused(`${node} asks for a row that belongs to ${owner}`);
    this.#owners.set(row, node);
  }

  #fitting(rows: readonly Row[], indexes: readonly number[]): Row[] {
    const fitting: Row[] = [];
    let bytes = 0;
    for (const index of indexes) {
      const row = rows[index];
      if (row === undefined) throw refused(`there is no row ${index}`);
      bytes += Buffer.byteLength(JSON.stringify(row));
      if (fitting.length > 0 && bytes > MAX_ANSWER_BYTES) break;
      fitting.push(row);
    }
    return fitting;
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
