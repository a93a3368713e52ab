import { type LoadPlan, planDurationMs } from "../../load/load-plan.js";
import type { LoadChange } from "../../result/model.js";

/** The load of a run: its plan with all changes so far, and how many users there are for it. */
export class SteeredLoad {
  #plan: LoadPlan;
  #users: number;
  readonly #growths: { readonly atMs: number; readonly users: number }[] = [];
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

  /** Each time that the number of users grew: when, from T0, and to how many. */
  get growths(): readonly { readonly atMs: number; readonly users: number }[] {
    return this.#growths;
  }

  /** The number of users after each time that it grew. */
  get totals(): readonly number[] {
    return this.#growths.map(({ users }) => users);
  }

  get changes(): readonly LoadChange[] {
    return this.#changes;
  }

  /** Takes a change, and the plan with it. */
  change(change: LoadChange, plan: LoadPlan): void {
    this.#changes.push(change);
    this.#plan = plan;
    for (const listener of [...this.#listeners]) listener();
  }

  /** The plan changes with the one of the other kind of users, which keeps the change. */
  follow(plan: LoadPlan): void {
    this.#plan = plan;
  }

  /** The number of users grows at `atMs` from T0. */
  growTo(users: number, atMs: number): void {
    this.#users = users;
    this.#growths.push({ atMs, users });
  }

  /** Calls `listener` after each change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
