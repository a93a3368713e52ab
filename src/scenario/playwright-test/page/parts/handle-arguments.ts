import { asFunction } from "../as-function.js";

/** A value that a test has a handle of: it stays in the page, which keeps it under a number. */
export interface Handled {
  /** Keeps the value, if it is not kept yet, and returns its number. */
  kept(): Promise<number>;
}

/** Where a document keeps the values of handles. */
export const KEPT = `globalThis[Symbol.for("live-load handles")] ??= []`;

const MARK = "live-load handle";

const handles = new WeakSet<object>();

/** Makes the objects of a class known as handles. */
export function asHandle<T extends Handled>(handle: T): T {
  handles.add(handle);
  return handle;
}

function isHandle(value: unknown): value is Handled {
  return typeof value === "object" && value !== null && handles.has(value);
}

/**
 * Calls with a function for the page and its argument, in which handles stand for the values that they are of. Without
 * handles it does so at once, so that calls reach the page in their order.
 */
export function withHandles<T>(
  { fn: given, arg, parameters = "arg" }: { readonly fn: unknown; readonly arg: unknown; readonly parameters?: string },
  call: (fn: unknown, arg: unknown) => Promise<T>,
): Promise<T> {
  const fn = asFunction(given, parameters);
  if (!holdsHandle(arg)) return call(fn, arg);
  const source = `(...args) => { const unmarked = ${UNMARKED}; return (${String(fn)})(...args.map(unmarked)); }`;
  return marked(arg).then((packed) =>
    call(
      Object.assign(() => undefined, { toString: () => source }),
      packed,
    ),
  );
}

const UNMARKED = `(value) => {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unmarked);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  if (${JSON.stringify(MARK)} in value) return (${KEPT})[value[${JSON.stringify(MARK)}]];
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unmarked(one)]));
}`;

/** Whether a value is a handle or has one in it. */
export function holdsHandle(value: unknown): boolean {
  return holds(value, 0);
}

function holds(value: unknown, depth: number): boolean {
  if (isHandle(value)) return true;
  return depth < MAX_DEPTH && isPlain(value) && Object.values(value).some((one) => holds(one, depth + 1));
}

const MAX_DEPTH = 20;

async function marked(value: unknown, depth = 0): Promise<unknown> {
  if (isHandle(value)) return { [MARK]: await value.kept() };
  if (depth >= MAX_DEPTH || !isPlain(value)) return value;
  if (Array.isArray(value)) return Promise.all(value.map((one) => marked(one, depth + 1)));
  const entries = Object.entries(value).map(async ([key, one]) => [key, await marked(one, depth + 1)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
