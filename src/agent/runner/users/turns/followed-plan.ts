import type { LoadPlan } from "../../../../load/load-plan.js";

/** The load plan of a run, which may change while it runs. */
export class FollowedPlan<Plan extends LoadPlan = LoadPlan> {
  readonly #listeners = new Set<() => void>();
  #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  get plan(): Plan {
    return this.#plan;
  }

  /** Takes a newer version of the plan; ignores an older one, and a plan of the other model. */
  change(plan: LoadPlan): void {
    if (plan.version <= this.#plan.version || !isSameModel(this.#plan, plan)) return;
    this.#plan = plan;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls `listener` after each change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function isSameModel<Plan extends LoadPlan>(known: Plan, plan: LoadPlan): plan is Plan {
  return known.kind === plan.kind;
}
