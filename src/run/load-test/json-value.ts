/** A part of a value that is not JSON-serializable. */
export interface Misfit {
  /** Such as `tokens[3].createdAt`; empty for the value itself. */
  readonly path: string;
  readonly found: string;
}

/**
 * Finds the first part that JSON would lose or change; `undefined` when there is none. Properties that are `undefined`
 * pass: JSON omits them, and they read the same afterwards.
 */
export function jsonMisfit(value: unknown, path = "", around: readonly object[] = []): Misfit | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : { path, found: String(value) };
  if (typeof value !== "object") return { path, found: nameOf(value) };
  if (around.includes(value)) return { path, found: "an object that contains itself" };
  const inside = [...around, value];
  if (Array.isArray(value)) return firstMisfit(value.entries(), (at, item) => jsonMisfit(item, `${path}[${at}]`, inside));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return { path, found: `a ${classOf(value)}` };
  return firstMisfit(Object.entries(value), (key, item) =>
    item === undefined
      ? undefined
      : jsonMisfit(item, /^[A-Za-z_$][\w$]*$/.test(key) ? join(path, key) : `${path}[${JSON.stringify(key)}]`, inside),
  );
}

function firstMisfit<K>(entries: Iterable<readonly [K, unknown]>, check: (key: K, item: unknown) => Misfit | undefined) {
  for (const [key, item] of entries) {
    const found = check(key, item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function classOf(value: object): string {
  const made: unknown = value.constructor;
  return typeof made === "function" && made.name !== "" ? made.name : "class instance";
}

function nameOf(value: unknown): string {
  if (value === undefined) return "undefined";
  return typeof value === "bigint" || typeof value === "symbol" ? `a ${typeof value}` : "a function";
}
