import { type LoadPlan, planDurationMs } from "../../load/load-plan.js";
import type { LoadChange } from "../../result/model.js";

/** A time that the number of users of one kind grew. */
export interface LoadGrowth {
  /** From T0. */
  readonly atMs: number;
  readonly users: number;
  /** Its place among the growths of the cluster, which are those of both kinds. */
  readonly place: number;
}

/** The load of a run: its plan with all changes so far, and how many users there are for it. */
export class SteeredLoad {
  #plan: LoadPlan;
  #users: number;
  readonly #growths: LoadGrowth[] = [];
  readonly #changes: LoadChange[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(plan: LoadPlan, users: number) {
    this.#plan = plan;
    this.#users = users;
  }

  /** What is planned now; its past is what was planned then. */
  get plan(): LoadPlan {
    return this.#plan;
  }

  get durationMs(): number {
    return planDurationMs(this.#plan);
  }

  /** The most users that were ever asked for. */
  get users(): number {
    return this.#users;
  }

  /** Each time that the number of users grew. */
  get growths(): readonly LoadGrowth[] {
    return this.#growths;
  }

  get changes(): readonly LoadChange[] {
    return this.#changes;
  }

  /** Plans something else from now on. */
  follow(plan: LoadPlan): void {
    this.#plan = plan;
  }

  /** Keeps a change of the run, after the plans of both kinds of users have followed it. */
  changed(change: LoadChange): void {
    this.#changes.push(change);
    for (const listener of [...this.#listeners]) listener();
  }

  /** The number of users grows. */
  grow(growth: LoadGrowth): void {
    this.#users = growth.users;
    this.#growths.push(growth);
  }

  /** Calls `listener` after each change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
