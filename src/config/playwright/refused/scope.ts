import type { AnyNode, Pattern } from "acorn";
import type { InstanceValue, Value } from "./known-values.js";
import { namesOf } from "./syntax.js";

type Lazy = () => Value | undefined;

/** The names that a piece of code sees. A name without a known value hides those of the scopes around it. */
export class Scope {
  readonly #parent: Scope | undefined;
  readonly #names = new Map<string, Lazy>();
  readonly #self: InstanceValue | undefined;

  constructor(parent?: Scope, self?: InstanceValue) {
    this.#parent = parent;
    this.#self = self;
  }

  /** The known value of `this`. */
  get self(): InstanceValue | undefined {
    return this.#self ?? this.#parent?.self;
  }

  get(name: string): Value | undefined {
    const own = this.#names.get(name);
    return own === undefined ? this.#parent?.get(name) : own();
  }

  set(name: string, value: Lazy): void {
    this.#names.set(name, value);
  }

  /** The value is found when it is asked for, once. */
  later(name: string, find: Lazy): void {
    let found: { readonly value: Value | undefined } | undefined;
    this.#names.set(name, () => {
      if (found === undefined) {
        // What depends on itself is not known.
        found = { value: undefined };
        found = { value: find() };
      }
      return found.value;
    });
  }

  /** Names of a pattern whose values are not known. */
  hide(pattern: Pattern | AnyNode): void {
    for (const name of namesOf(pattern)) this.set(name, () => undefined);
  }
}
