import { LiveLoadError } from "../../../base/errors.js";

const known = new WeakMap<object, readonly string[]>();

/** The fixtures that a function names by destructuring its first parameter: `async ({ page, cart }) => …`. */
export function fixtureNames(fn: unknown, by: string): readonly string[] {
  if (typeof fn !== "function") return [];
  let names = known.get(fn);
  if (names === undefined) {
    names = namesIn(firstParameter(String(fn)), by);
    known.set(fn, names);
  }
  return names;
}

function namesIn(parameter: string, by: string): readonly string[] {
  if (parameter === "" || /^_\w*$/.test(parameter)) return [];
  if (!parameter.startsWith("{")) {
    throw new LiveLoadError("SCENARIO_LOAD_FAILED", `the first parameter of ${by} is ${parameter}, but it must be destructured`, {
      hint: "name the fixtures in braces: async ({ page }) => …",
    });
  }
  const inner = parameter.slice(1, parameter.lastIndexOf("}"));
  return splitAtCommas(inner)
    .map((part) => part.split(/[:=]/, 1)[0]?.trim() ?? "")
    .filter((name) => name !== "" && !name.startsWith("..."));
}

/** The text of a function's first parameter; empty without one. */
function firstParameter(source: string): string {
  const text = source.replace(/\/\*[\s\S]*?\*\/|(?<=^|[\s,({])\/\/[^\n]*/g, "");
  const bare = /^(?:async\s+)?([\w$]+)\s*=>/.exec(text);
  if (bare !== null) return bare[1] ?? "";
  const open = text.indexOf("(");
  return splitAtCommas(text.slice(open + 1, closing(text, open)))[0]?.trim() ?? "";
}

/** The position of the bracket that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if ("([{".includes(text.charAt(at))) depth++;
    else if (")]}".includes(text.charAt(at))) depth--;
    if (depth === 0) return at;
  }
  return text.length;
}

function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
    else if (character === "," && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)].filter((part) => part.trim() !== "");
}
