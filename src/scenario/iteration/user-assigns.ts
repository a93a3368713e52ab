import { LiveLoadError, messageOf } from "../../base/errors.js";
import type { Assigns } from "../steps/arguments/step-options.js";

/** A deep copy of initial assigns. Throws `INVALID_OPTION`, which names the key whose value cannot be copied. */
export function copyOfAssigns(initial: Readonly<Assigns>, scenario: string): Assigns {
  try {
    return structuredClone(initial);
  } catch (error) {
    const key = Object.keys(initial).find((candidate) => !isCloneable(initial[candidate]));
    const option = key === undefined ? "assigns" : `assigns.${key}`;
    throw new LiveLoadError(
      "INVALID_OPTION",
      `${option} of the scenario ${JSON.stringify(scenario)} cannot be copied for each user: ${messageOf(error)}`,
      { hint: "assigns hold data only: no functions, and no instances of classes", details: { option }, cause: error },
    );
  }
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** A user's state. It starts as a copy of the scenario's `assigns`; every change replaces it by a new frozen object. */
export class UserAssigns {
  readonly #initial: Readonly<Assigns>;
  readonly #scenario: string;
  #current: Readonly<Assigns>;

  constructor(initial: Readonly<Assigns>, scenario: string) {
    this.#initial = initial;
    this.#scenario = scenario;
    this.#current = this.#fresh();
  }

  get current(): Readonly<Assigns> {
    return this.#current;
  }

  merge(values: Readonly<Assigns>): void {
    this.#current = Object.freeze({ ...this.#current, ...values });
  }

  /** Resets keys to their initial values, and removes those that have none. */
  clear(keys: readonly string[]): void {
    const fresh = this.#fresh();
    const kept = Object.entries(this.#current).filter(([key]) => !keys.includes(key));
    const initial = keys.filter((key) => Object.hasOwn(fresh, key)).map((key) => [key, fresh[key]] as const);
    this.#current = Object.freeze(Object.fromEntries([...kept, ...initial]));
  }

  reset(): void {
    this.#current = this.#fresh();
  }

  #fresh(): Readonly<Assigns> {
    return Object.freeze(copyOfAssigns(this.#initial, this.#scenario));
  }
}
