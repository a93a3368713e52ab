import { ARIA_ROLES, type AriaRole } from "../../base/locators/roles.js";
import type { DraftLocator, DraftTarget } from "../draft/scenario-draft.js";

/** A selector of a recording: one, or a list in which each is searched inside the one before. */
type RecordedSelector = string | readonly string[];

/** The element of a recorded step as its selectors describe it. */
export interface RecordedElement {
  /** Alternatives, from the one that the recorder prefers. */
  readonly selectors: readonly RecordedSelector[];
  /** Numbers of frames, from the outside, each among the frames of the one before. */
  readonly frame?: readonly number[];
}

/** The first alternative that can be said with a locator; `undefined` if there is none. `isField`: it is something to fill in. */
export function recordedTarget({ selectors, frame }: RecordedElement, isField = false): DraftTarget | undefined {
  const tag = tagIn(selectors);
  const parts =
    firstOf(selectors, (one) => partsOf(one, { tag, isField })) ??
    firstOf(selectors, (one) => partsOf(one, { tag, isField: true }));
  if (parts === undefined) return undefined;
  const frames = frame?.map((index): DraftLocator => ({ by: "css", selector: `iframe >> nth=${index}` })) ?? [];
  return frames.length === 0 ? { parts } : { frames, parts };
}

/** Whether the element is a list to choose from, as far as its selectors tell. */
export function isList({ selectors }: RecordedElement): boolean {
  const said = selectors.flatMap((one) => (typeof one === "string" ? one : (one.at(-1) ?? "")));
  if (tagIn(selectors) === "select") return true;
  return said.some((one) => /^aria\/.*\[role=["']?(combobox|listbox)/i.test(one) || /^(pierce\/)?[#.][\w-]*select/i.test(one));
}

/** Whether the element is a field for a password, as far as its selectors tell. */
export function isPassword({ selectors }: RecordedElement): boolean {
  return selectors.flat().some((one) => /passw|kennwort|mot de passe|contraseña|(?<![a-z])pwd(?![a-z])/i.test(one));
}

interface Known {
  readonly tag: string | undefined;
  readonly isField: boolean;
}

function firstOf<T, R>(list: readonly T[], find: (one: T) => R | undefined): R | undefined {
  for (const one of list) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function partsOf(selector: RecordedSelector, known: Known): readonly DraftLocator[] | undefined {
  const given = typeof selector === "string" ? [selector] : selector;
  const parts = given.map((one, index) => partOf(one, index === given.length - 1 ? known : { tag: undefined, isField: false }));
  if (parts.length === 0 || parts.some((part) => part === undefined)) return undefined;
  return parts.flatMap((part) => part ?? []);
}

function partOf(selector: string, known: Known): readonly DraftLocator[] | undefined {
  const [, engine = "css", body = selector] = /^(aria|css|pierce|text|xpath)\/(.*)$/s.exec(selector) ?? [];
  if (body.trim() === "") return undefined;
  switch (engine) {
    case "aria":
      return byName(body, known);
    case "text":
      return [{ by: "text", text: body }];
    case "xpath":
      return [{ by: "css", selector: `xpath=${body}` }];
    default:
      return [{ by: "css", selector: body }];
  }
}

/** By accessible name. Locators need a role beside it: the one that is given, or that of the element's tag. */
function byName(body: string, { tag, isField }: Known): readonly DraftLocator[] | undefined {
  const attributes = new Map(
    [...body.matchAll(/\[\s*(\w+)\s*=\s*(["'])(.*?)\2\s*\]/g)].map(([, key = "", , value = ""]) => [key, value]),
  );
  const name = attributes.get("name") ?? body.replace(/\[\s*\w+\s*=\s*(["']).*?\1\s*\]/g, "").trim();
  const role = roleNamed(attributes.get("role")) ?? (tag === undefined ? undefined : ROLES[tag]);
  if (role !== undefined) return [name === "" ? { by: "role", role } : { by: "role", role, name, exact: true }];
  if (name === "" || !isField) return undefined;
  const exact = true;
  return [
    { by: "label", text: name, exact },
    { by: "or", target: { parts: [{ by: "placeholder", text: name, exact }] } },
  ];
}

const ROLES: Readonly<Record<string, AriaRole>> = {
  a: "link",
  button: "button",
  textarea: "textbox",
  select: "combobox",
  option: "option",
  summary: "button",
  img: "img",
  li: "listitem",
  h1: "heading",
  h2: "heading",
  h3: "heading",
};

function roleNamed(role: string | undefined): AriaRole | undefined {
  return ARIA_ROLES.find((one) => one === role);
}

/** The tag of the element, if a CSS or XPath selector ends with it. */
function tagIn(selectors: readonly RecordedSelector[]): string | undefined {
  return firstOf(selectors, (selector) => {
    const last = typeof selector === "string" ? selector : (selector.at(-1) ?? "");
    const [, engine = "css", body = last] = /^(aria|pierce|text|xpath)\/(.*)$/s.exec(last) ?? [];
    if (engine === "aria" || engine === "text") return undefined;
    const end = engine === "xpath" ? /\/([a-z][\w-]*)(\[[^\]]*\])?$/i : /(?:^|[\s>+~])([a-z][\w-]*)(?:[.#:[][^\s>+~]*)?$/i;
    return end.exec(body)?.[1]?.toLowerCase();
  });
}
