import type { AnyNode, Class, Pattern } from "acorn";
import { type FunctionNode, namesOf } from "./syntax.js";

/** The classes of Playwright that are followed. */
export type ApiName = "Page" | "Locator" | "FrameLocator" | "BrowserContext" | "APIRequestContext";

/** The objects with members that may be refused; `expect` has the matchers. */
export type Owner = ApiName | "expect";

export interface FunctionValue {
  readonly kind: "function";
  readonly node: FunctionNode;
  readonly scope: Scope;
  /** The value of `this` inside the function. */
  readonly self?: InstanceValue | undefined;
}

export interface ClassValue {
  readonly kind: "class";
  readonly node: Class | (AnyNode & Class);
  readonly scope: Scope;
}

export interface InstanceValue {
  readonly kind: "instance";
  readonly of: ClassValue;
  readonly fields: Map<string, Value | undefined>;
}

/** The known value of an expression in a spec. */
export type Value =
  | FunctionValue
  | ClassValue
  | InstanceValue
  | { readonly kind: "api"; readonly api: ApiName }
  /** `expect`; `own` are matchers that the user added. */
  | { readonly kind: "expect"; readonly own: ReadonlySet<string> }
  /** The result of `expect(…)`. It calls `retried` if it is a function, unless `isTurned` by `not`, `resolves` or `rejects`. */
  | {
      readonly kind: "matchers";
      readonly own: ReadonlySet<string>;
      readonly retried: Value | undefined;
      readonly isTurned: boolean;
    }
  | { readonly kind: "test" }
  /** The function by which a fixture hands out its value. */
  | { readonly kind: "use"; readonly take: (value: Value | undefined) => void };

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
        // A value that depends on itself is unknown.
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

/**
 * The use of a call's result: `awaited`, so that its failure fails the caller; `called` for its own sake, so that only what
 * it throws at once does; or `kept`, so that something else may handle it.
 */
export type Outcome = "awaited" | "called" | "kept";

/** Evaluates the code of a spec, as far as it is certain to run. */
export interface Evaluator {
  /** The test may have ended. */
  readonly isOver: boolean;
  value(node: AnyNode, scope: Scope, outcome?: Outcome): Value | undefined;
  run(called: FunctionValue, args: readonly (Value | undefined)[], outcome: Outcome): Value | undefined;
  bind(pattern: Pattern | AnyNode, value: Value | undefined, scope: Scope): void;
  quietly(find: () => Value | undefined): Value | undefined;
  uncertain(node: AnyNode, scope: Scope): Value | undefined;
}

const FINDING = [
  "locator",
  "getByRole",
  "getByText",
  "getByLabel",
  "getByPlaceholder",
  "getByAltText",
  "getByTitle",
  "getByTestId",
] as const;
const finding = Object.fromEntries(FINDING.map((name) => [name, "Locator"] as const));

/** The results of methods, and the values of properties, that are followed. */
const RESULTS: Readonly<Record<ApiName, Readonly<Record<string, ApiName>>>> = {
  Page: { ...finding, frameLocator: "FrameLocator", context: "BrowserContext", request: "APIRequestContext" },
  Locator: {
    ...finding,
    first: "Locator",
    last: "Locator",
    nth: "Locator",
    filter: "Locator",
    and: "Locator",
    or: "Locator",
    frameLocator: "FrameLocator",
    contentFrame: "FrameLocator",
    page: "Page",
  },
  FrameLocator: { ...finding, frameLocator: "FrameLocator", first: "FrameLocator", last: "FrameLocator", nth: "FrameLocator" },
  BrowserContext: { newPage: "Page", request: "APIRequestContext" },
  APIRequestContext: {},
};

/** The result of a member of one of Playwright's objects: of a call if it is a method, else its value. */
export function resultOf(api: ApiName, member: string): Value | undefined {
  const result = Object.hasOwn(RESULTS[api], member) ? RESULTS[api][member] : undefined;
  return result === undefined ? undefined : { kind: "api", api: result };
}
