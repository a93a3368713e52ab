import { types } from "node:util";

/** Values beside JSON that keep their type on the way to and from a page. */
type RichValue = Date | URL | RegExp;

export function isRichValue(value: unknown): value is RichValue {
  return types.isDate(value) || types.isRegExp(value) || value instanceof URL;
}

/** An expression that evaluates to the value. */
export function richLiteral(value: RichValue): string {
  if (types.isDate(value)) return `new Date(${value.getTime()})`;
  if (types.isRegExp(value)) return `new RegExp(${JSON.stringify(value.source)}, ${JSON.stringify(value.flags)})`;
  return `new URL(${JSON.stringify(value.href)})`;
}

/** The path of a rich value in a result that is returned by value, and the data to restore it. */
type Kept =
  | readonly [kind: "Date", time: number | null, path: readonly string[]]
  | readonly [kind: "URL", href: string, path: readonly string[]]
  | readonly [kind: "RegExp", sourceAndFlags: readonly [string, string], path: readonly string[]];

const KEPT = "liveload:kept";

/**
 * A function for pages: awaits a result and adds the data of values that the protocol would return as empty objects. It stops
 * at circular references, which the protocol rejects anyway.
 */
export const KEEP_RICH_VALUES = `(async (result) => {
  const value = await result;
  const kept = [];
  const around = [];
  const isObject = (one) => typeof one === "object" && one !== null;
  const look = (one, path) => {
    if (around.includes(one)) return false;
    const kind = Object.prototype.toString.call(one).slice(8, -1);
    if (kind === "Date") kept.push([kind, one.getTime(), path]);
    else if (kind === "URL") kept.push([kind, one.href, path]);
    else if (kind === "RegExp") kept.push([kind, [one.source, one.flags], path]);
    else if (kind === "Object" || kind === "Array") {
      around.push(one);
      for (const key in one) {
        const held = one[key];
        if (isObject(held) && Object.hasOwn(one, key) && !look(held, path.concat(key))) return false;
      }
      around.pop();
    }
    return true;
  };
  try { if (isObject(value)) look(value, []); } catch {}
  return kept.length === 0 ? value : { ${JSON.stringify(KEPT)}: kept, value };
})`;

/** The result with its rich values restored. */
export function withRichValues(result: unknown): unknown {
  if (typeof result !== "object" || result === null || !(KEPT in result)) return result;
  const holder = result as { value: unknown } & { readonly [KEPT]: readonly Kept[] };
  for (const kept of holder[KEPT]) {
    const path = ["value", ...kept[2]];
    let around = holder as unknown as Record<string, unknown>;
    for (const key of path.slice(0, -1)) around = around[key] as Record<string, unknown>;
    around[path.at(-1) ?? ""] = richValue(kept);
  }
  return holder.value;
}

function richValue([kind, held]: Kept): RichValue {
  switch (kind) {
    case "Date":
      return new Date(held ?? Number.NaN);
    case "URL":
      return new URL(held);
    case "RegExp":
      return new RegExp(...held);
  }
}
