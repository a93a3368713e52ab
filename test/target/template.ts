/**
 * Templates like LiveView's: static pieces that are sent once, and dynamic values that are sent when they change.
 * The static array of a tagged template is one object per place in the source, so its identity is the fingerprint.
 */
export type Statics = readonly string[];

export interface Template {
  readonly kind: "template";
  readonly statics: Statics;
  readonly dynamics: readonly Value[];
  /** True for a component with one root element: the client can then skip it while it has not changed. */
  readonly root: boolean;
}

export interface KeyedEntry {
  readonly key: string;
  readonly dynamics: readonly Value[];
}

export interface Keyed {
  readonly kind: "keyed";
  readonly statics: Statics;
  readonly entries: readonly KeyedEntry[];
}

/** The place of a nested LiveView: fully rendered in a dead render, an empty container (which the client joins) in a live one. */
export interface ChildSlot {
  readonly kind: "child";
  readonly id: string;
  readonly container: string;
  /** A sticky view is its own root, which outlives the view around it. */
  readonly sticky: boolean;
}

/** A dynamic value of a template; a string is already escaped HTML. */
export type Value = string | Template | Keyed | ChildSlot;

class SafeHtml {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

export type Interpolation = string | number | false | null | undefined | SafeHtml | Template | Keyed | ChildSlot;

const EMPTY_STATICS: Statics = [""];

/** A template. */
export function html(strings: TemplateStringsArray, ...values: readonly Interpolation[]): Template {
  return { kind: "template", statics: strings, dynamics: values.map(toValue), root: false };
}

/** A template with exactly one root element, as a function component has it. */
export function element(strings: TemplateStringsArray, ...values: readonly Interpolation[]): Template {
  return { kind: "template", statics: strings, dynamics: values.map(toValue), root: true };
}

/** A keyed comprehension, like `:for` with `:key` in HEEx. Every item must come from the same template. */
export function each<T>(items: readonly T[], key: (item: T) => string, template: (item: T) => Template): Keyed {
  const entries: KeyedEntry[] = [];
  let statics: Statics | undefined;
  for (const item of items) {
    const rendered = template(item);
    statics ??= rendered.statics;
    if (rendered.statics !== statics) throw new Error("all items of a list must be rendered by the same template");
    entries.push({ key: key(item), dynamics: rendered.dynamics });
  }
  return { kind: "keyed", statics: statics ?? EMPTY_STATICS, entries };
}

/** HTML that is not escaped. */
export function raw(markup: string): SafeHtml {
  return new SafeHtml(markup);
}

/** A boolean attribute, present or absent. */
export function flag(name: string, on: boolean): SafeHtml {
  return new SafeHtml(on ? ` ${name}` : "");
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function toValue(value: Interpolation): Value {
  if (value === null || value === undefined || value === false) return "";
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  return value instanceof SafeHtml ? value.html : value;
}

/** The whole HTML of a template without nested LiveViews. */
export function plainHtml(template: Template): string {
  return toHtml(template, () => "");
}

/** The whole HTML of a value; `child` renders the nested LiveViews. */
export function toHtml(value: Value, child: (slot: ChildSlot) => string): string {
  if (typeof value === "string") return value;
  switch (value.kind) {
    case "child":
      return child(value);
    case "keyed":
      return value.entries.map((entry) => weave(value.statics, entry.dynamics, child)).join("");
    case "template":
      return weave(value.statics, value.dynamics, child);
  }
}

function weave(statics: Statics, dynamics: readonly Value[], child: (slot: ChildSlot) => string): string {
  let text = statics[0] ?? "";
  dynamics.forEach((dynamic, index) => {
    text += toHtml(dynamic, child) + (statics[index + 1] ?? "");
  });
  return text;
}

/** The nested LiveViews of a value, so that a dead render can mount them first. */
export function childSlots(value: Value): ChildSlot[] {
  if (typeof value === "string") return [];
  switch (value.kind) {
    case "child":
      return [value];
    case "keyed":
      return value.entries.flatMap((entry) => entry.dynamics.flatMap(childSlots));
    case "template":
      return value.dynamics.flatMap(childSlots);
  }
}
