import type { AnyNode, Class } from "acorn";
import type { Scope } from "./scope.js";
import type { FunctionNode } from "./syntax.js";

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
