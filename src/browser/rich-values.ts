import { types } from "node:util";

/** An expression that evaluates to the value, as Playwright hands arguments to a page. */
export function literalOf(value: unknown, around: readonly object[] = []): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function" || typeof value === "symbol") throw new TypeError(`a ${typeof value} cannot be an argument`);
  if (typeof value !== "object" || value === null) return (JSON.stringify(value) as string | undefined) ?? "undefined";
  if (around.includes(value)) throw new TypeError("what goes round in circles cannot be an argument");
  const own = ownLiteral(value);
  if (own !== undefined) return own;
  const inside = [...around, value];
  if (Array.isArray(value)) return `[${Array.from(value, (item) => literalOf(item, inside)).join(",")}]`;
  if ("toJSON" in value && typeof value.toJSON === "function") return literalOf(value.toJSON(), inside);
  // A computed key, because `__proto__` has another meaning in an object literal.
  const entries = Object.entries(value).map(([key, held]) => `[${JSON.stringify(key)}]:${literalOf(held, inside)}`);
  return `{${entries.join(",")}}`;
}

/** The expression for a value of a class that keeps its type. */
function ownLiteral(value: object): string | undefined {
  if (types.isDate(value)) return `new Date(${value.getTime()})`;
  if (types.isRegExp(value)) return `new RegExp(${JSON.stringify(value.source)}, ${JSON.stringify(value.flags)})`;
  if (value instanceof URL) return `new URL(${JSON.stringify(value.href)})`;
  if (types.isNativeError(value)) {
    const { name, message, stack } = value;
    return `Object.assign(new Error(${JSON.stringify(message)}), ${literalOf({ name, stack })})`;
  }
  if (types.isTypedArray(value)) {
    const numbers = Array.from(value as Iterable<number | bigint>, (number) => literalOf(number));
    return `new ${Object.prototype.toString.call(value).slice(8, -1)}([${numbers.join(",")}])`;
  }
  if (types.isAnyArrayBuffer(value)) return `new Uint8Array([${new Uint8Array(value).join(",")}]).buffer`;
  return undefined;
}

type Path = readonly (string | number)[];

/** The path of a value in a result that is returned by value, and the data to restore it. */
type Kept =
  | readonly [kind: "Date", time: number | null, path: Path]
  | readonly [kind: "URL" | "number" | "bigint", text: string, path: Path]
  | readonly [kind: "RegExp", sourceAndFlags: readonly [string, string], path: Path]
  | readonly [kind: "Error", parts: { readonly name: string; readonly message: string; readonly stack: string }, path: Path]
  | readonly [kind: "bytes", classAndBytes: readonly [string, string], path: Path]
  | readonly [kind: "undefined", nothing: null, path: Path]
  | readonly [kind: "same", first: Path, path: Path];

const KEPT = "liveload:kept";

/**
 * An expression for pages: a function that returns the place where an object was met first, `undefined` the first time. Pages replace
 * built-ins; one that works is quick for large results.
 */
const FIRST_SEEN = `(() => {
  try {
    const places = new WeakMap();
    const probe = {};
    places.set(probe, probe);
    if (places.get(probe) === probe)
      return (one, here) => {
        const earlier = places.get(one);
        if (earlier === undefined) places.set(one, here);
        return earlier;
      };
  } catch {}
  const seen = [];
  const places = [];
  return (one, here) => {
    const at = seen.indexOf(one);
    if (at === -1) { seen.push(one); places.push(here); }
    return at === -1 ? undefined : places[at];
  };
})()`;

/**
 * A function for pages: awaits a result and copies it as Playwright does. What the protocol would refuse, or return as `null` or as an
 * empty object, is replaced by `null`, and the data to restore it is added. Symbols and functions become `undefined`.
 */
export const KEEP_RICH_VALUES = `(async (result) => {
  const value = await result;
  const kept = [];
  const first = ${FIRST_SEEN};
  const pathOf = (place) => {
    const path = [];
    for (let at = place; at?.key !== undefined; at = at.up) path.unshift(at.key);
    return path;
  };
  const keep = (kind, held, up, key) => { kept.push([kind, held, pathOf({ up, key })]); return null; };
  const isA = (one, name) => typeof globalThis[name] === "function" && one instanceof globalThis[name];
  const bytes = (held) => { let text = ""; for (let at = 0; at < held.length; at++) text += String.fromCharCode(held[at]); return text; };
  const special = (one, kind, up, key) => {
    if (kind === "Date") return keep(kind, one.getTime(), up, key);
    if (kind === "URL") return keep(kind, one.href, up, key);
    if (kind === "RegExp") return keep(kind, [one.source, one.flags], up, key);
    if (isA(one, "Error"))
      return keep("Error", { name: String(one.name), message: String(one.message), stack: String(one.stack) }, up, key);
    if (kind === "ArrayBuffer") return keep("bytes", [kind, bytes(new Uint8Array(one))], up, key);
    if (ArrayBuffer.isView(one) && kind !== "DataView")
      return keep("bytes", [kind, bytes(new Uint8Array(one.buffer, one.byteOffset, one.byteLength))], up, key);
  };
  const copy = (one, up, key) => {
    if (one === undefined || typeof one === "symbol" || typeof one === "function") return keep("undefined", null, up, key);
    if (typeof one === "bigint") return keep("bigint", String(one), up, key);
    if (typeof one === "number" && (!Number.isFinite(one) || Object.is(one, -0)))
      return keep("number", Object.is(one, -0) ? "-0" : String(one), up, key);
    if (typeof one !== "object" || one === null) return one;
    if (isA(one, "Window")) return "ref: <Window>";
    if (isA(one, "Document")) return "ref: <Document>";
    if (isA(one, "Node")) return "ref: <Node>";
    const here = { up, key };
    const earlier = first(one, here);
    if (earlier !== undefined) return keep("same", pathOf(earlier), up, key);
    const own = special(one, Object.prototype.toString.call(one).slice(8, -1), up, key);
    if (own !== undefined) return own;
    if (Array.isArray(one)) {
      const items = [];
      for (let at = 0; at < one.length; at++) items[at] = copy(one[at], here, at);
      return items;
    }
    const keys = Object.keys(one);
    if (keys.length === 0 && typeof one.toJSON === "function") {
      let json;
      try { json = { value: one.toJSON() }; } catch {}
      if (json !== undefined) return copy(json.value, up, key);
    }
    const copied = {};
    for (let at = 0; at < keys.length; at++) {
      const name = keys[at];
      let held;
      try { held = one[name]; } catch { continue; }
      const value = name === "toJSON" && typeof held === "function" ? {} : copy(held, here, name);
      Object.defineProperty(copied, name, { __proto__: null, value, enumerable: true });
    }
    return copied;
  };
  if (typeof value !== "object" && typeof value !== "symbol" && typeof value !== "function") return value;
  const copied = copy(value);
  return kept.length === 0 ? copied : { ${JSON.stringify(KEPT)}: kept, value: copied };
})`;

/** The result with all of its values restored. */
export function withRichValues(result: unknown): unknown {
  if (typeof result !== "object" || result === null || !(KEPT in result)) return result;
  const holder = result as { value: unknown } & { readonly [KEPT]: readonly Kept[] };
  const at = (path: Path) =>
    path.reduce<unknown>((around, key) => (around as Record<string | number, unknown>)[key], holder.value);
  for (const kept of holder[KEPT]) {
    const [kind, held, path] = kept;
    const value = kind === "same" ? at(held) : restored(kept);
    const last = path.at(-1);
    if (last === undefined) holder.value = value;
    else Object.defineProperty(at(path.slice(0, -1)), last, { ...PLAIN, value });
  }
  return holder.value;
}

/** Defined and not assigned, because assigning `__proto__` has another meaning. */
const PLAIN = { configurable: true, enumerable: true, writable: true };

function restored([kind, held]: Exclude<Kept, readonly ["same", ...unknown[]]>): unknown {
  switch (kind) {
    case "Date":
      return new Date(held ?? Number.NaN);
    case "URL":
      return new URL(held);
    case "RegExp":
      return new RegExp(...held);
    case "Error":
      return Object.assign(new Error(held.message), { name: held.name, stack: held.stack });
    case "number":
      return Number(held);
    case "bigint":
      return BigInt(held);
    case "bytes":
      return bytesOf(...held);
    case "undefined":
      return undefined;
  }
}

const ARRAYS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
};

function bytesOf(name: string, text: string): unknown {
  const { buffer } = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const TypedArray = ARRAYS[name as keyof typeof ARRAYS] as (new (buffer: ArrayBuffer) => unknown) | undefined;
  return TypedArray === undefined ? buffer : new TypedArray(buffer);
}
