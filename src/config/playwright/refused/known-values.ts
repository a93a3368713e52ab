import type { AnyNode, Class } from "acorn";
import type { FunctionNode } from "./bundle-tree.js";
import type { Scope } from "./scope.js";

/** The classes of Playwright that are followed. */
export type ApiName = "Page" | "Locator" | "FrameLocator" | "BrowserContext" | "APIRequestContext";

export interface FunctionValue {
  readonly kind: "function";
  readonly node: FunctionNode;
  readonly scope: Scope;
  /** What `this` is inside. */
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

/** What an expression of a spec is known to be. */
export type Value =
  | FunctionValue
  | ClassValue
  | InstanceValue
  | { readonly kind: "api"; readonly api: ApiName }
  /** `expect`, and what it returns; `own` are matchers that the user added. */
  | { readonly kind: "expect" | "matchers"; readonly own: ReadonlySet<string> }
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

/** What members return, or are, where that is followed. */
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

/** What a member of one of Playwright's objects returns or is. */
export function resultOf(api: ApiName, member: string): Value | undefined {
  const result = Object.hasOwn(RESULTS[api], member) ? RESULTS[api][member] : undefined;
  return result === undefined ? undefined : { kind: "api", api: result };
}
