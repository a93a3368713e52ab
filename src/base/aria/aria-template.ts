import { parse } from "yaml";
import { messageOf } from "../errors.js";
import type { AriaStates } from "./aria-tree.js";

/** How the parts of an element have to be those of the template: some of them in order, all, or all at every depth. */
export type AriaChildren = "contain" | "equal" | "deep-equal";

/** A text that is expected: all of it, or what fits a pattern. */
export type AriaWanted = string | RegExp;

/** An element that is expected. */
export interface AriaTemplate extends AriaStates {
  readonly role: string;
  readonly name?: AriaWanted;
  readonly props: Readonly<Record<string, AriaWanted>>;
  readonly mode?: AriaChildren;
  readonly children: readonly (AriaTemplate | AriaWanted)[];
}

/** Reads a template as `toMatchAriaSnapshot` takes it. Throws an error that says what is wrong. */
export function ariaTemplate(text: string): AriaTemplate {
  let list: unknown;
  try {
    // Numbers and such are texts.
    list = parse(text, { schema: "failsafe", uniqueKeys: false }) as unknown;
  } catch (error) {
    throw new Error(`the template of the aria snapshot is not YAML: ${messageOf(error)}`, { cause: error });
  }
  if (list === null || list === undefined) return { role: "fragment", props: {}, children: [] };
  if (!Array.isArray(list)) throw wrong('it has to be a list, whose elements begin with "- "');
  const whole: AriaTemplate = { role: "fragment", ...partsOf(list) };
  const [only] = whole.children;
  const isOne = whole.children.length === 1 && (whole.mode ?? "contain") === "contain";
  return isOne && typeof only === "object" && !(only instanceof RegExp) ? only : whole;
}

type Parts = Pick<AriaTemplate, "mode" | "children" | "props">;

function partsOf(list: readonly unknown[]): Parts {
  const children: (AriaTemplate | AriaWanted)[] = [];
  const props: Record<string, AriaWanted> = {};
  let mode: AriaChildren | undefined;
  for (const item of list) {
    if (typeof item === "string") children.push(nodeOf(item, { props: {}, children: [] }));
    else if (typeof item === "object" && item !== null && !Array.isArray(item)) {
      for (const [key, value] of Object.entries(item)) {
        if (key === "/children") mode = modeOf(value);
        else if (key.startsWith("/")) props[key.slice(1)] = wanted(textOf(value, key));
        else if (key === "text") children.push(wanted(textOf(value, key)));
        else children.push(nodeOf(key, Array.isArray(value) ? partsOf(value) : { props: {}, children: textParts(value, key) }));
      }
    } else throw wrong(`${JSON.stringify(item)} is neither an element nor a text`);
  }
  return { children, props, ...(mode === undefined ? {} : { mode }) };
}

function textParts(value: unknown, key: string): readonly AriaWanted[] {
  return value === null || value === "" ? [] : [wanted(textOf(value, key))];
}

function textOf(value: unknown, key: string): string {
  if (typeof value !== "string") throw wrong(`${key} takes a text`);
  return value;
}

function modeOf(value: unknown): AriaChildren {
  if (value === "contain" || value === "equal" || value === "deep-equal") return value;
  throw wrong(`/children is ${JSON.stringify(value)}, but it takes contain, equal or deep-equal`);
}

/** A pattern between slashes, or a text whose white space does not count. */
function wanted(text: string): AriaWanted {
  const pattern = /^\/(.+)\/$/s.exec(text.trim())?.[1];
  return pattern === undefined ? plain(text) : new RegExp(pattern);
}

export function plain(text: string): string {
  return text
    .replace(/[\u200b\u00ad]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

const HEAD = /^\s*([a-z]+)\s*/;
const NAME = /^(?:"((?:[^"\\]|\\.)*)"|\/((?:[^/\\]|\\.)+)\/)\s*/s;
const STATE = /^\[\s*([a-z]+)\s*(?:=\s*([\w-]+)\s*)?\]\s*/;

/** `heading "Title" [level=1]` */
function nodeOf(key: string, parts: Parts): AriaTemplate {
  const [head, role = ""] = HEAD.exec(key) ?? [];
  if (head === undefined) throw wrong(`${JSON.stringify(key)} does not begin with a role`);
  let rest = key.slice(head.length);
  const [named, text, pattern] = NAME.exec(rest) ?? [];
  rest = rest.slice(named?.length ?? 0);
  const states: Record<string, unknown> = {};
  for (let state = STATE.exec(rest); state !== null; state = STATE.exec(rest)) {
    const [all, name = "", value] = state;
    states[name] = stateOf(name, value, key);
    rest = rest.slice(all.length);
  }
  if (rest !== "") throw wrong(`${JSON.stringify(key)} goes on with ${JSON.stringify(rest)} after its role, name and states`);
  const name =
    pattern === undefined ? (text === undefined ? undefined : plain(text.replace(/\\(.)/gs, "$1"))) : new RegExp(pattern);
  return { role, ...(name === undefined ? {} : { name }), ...(states as AriaStates), ...parts };
}

function stateOf(name: string, value: string | undefined, key: string): unknown {
  const isMixable = name === "checked" || name === "pressed";
  if (name === "level" && value !== undefined && /^\d+$/.test(value)) return Number(value);
  if (isMixable && value === "mixed") return "mixed";
  if (/^(checked|disabled|expanded|pressed|selected|active)$/.test(name) && (value ?? "true") === "true") return true;
  if (/^(checked|disabled|expanded|pressed|selected|active)$/.test(name) && value === "false") return false;
  throw wrong(`${JSON.stringify(key)} has the state [${name}${value === undefined ? "" : `=${value}`}], which there is not`);
}

function wrong(what: string): Error {
  return new Error(`the template of the aria snapshot is wrong: ${what}`);
}
