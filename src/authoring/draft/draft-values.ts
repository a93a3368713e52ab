/** A value in the source: JSON, a regular expression, or one of the classes below. */
export type DraftValue =
  | string
  | number
  | boolean
  | null
  | RegExp
  | OptionValue
  | AssetValue
  | CodeValue
  | readonly DraftValue[]
  | { readonly [key: string]: DraftValue };

/** The value of an option of the draft: `config.password`. */
export class OptionValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A file that is sent with the scenario: `asset("./photo.png")`, declared once above the scenario. */
export class AssetValue {
  /** Relative to the scenario's file: `./photo.png`. */
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

/** Source text that is written as it is, such as a function. */
export class CodeValue {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The imports and options that a file has to declare for its values and locators. */
export interface SourceNeeds {
  /** Names that are imported from `live-load`. */
  readonly imports: Set<string>;
  /** Paths of assets, with their variables. */
  readonly assets: Map<string, string>;
  usesConfig: boolean;
}

/** The value as source text. */
export function valueSource(value: DraftValue, needs: SourceNeeds): string {
  if (value instanceof CodeValue) return value.text;
  if (value instanceof RegExp) return String(value);
  if (value instanceof AssetValue) return assetName(value.path, needs);
  if (value instanceof OptionValue) {
    needs.usesConfig = true;
    return `config.${value.name}`;
  }
  if (Array.isArray(value)) return `[${value.map((one: DraftValue) => valueSource(one, needs)).join(", ")}]`;
  if (typeof value === "object" && value !== null) return recordSource(value as Readonly<Record<string, DraftValue>>, needs);
  return typeof value === "string" ? quoted(value) : String(value);
}

export function recordSource(record: Readonly<Record<string, DraftValue>>, needs: SourceNeeds): string {
  const entries = Object.entries(record).map(([key, value]) => `${keySource(key)}: ${valueSource(value, needs)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** A text in quotes: double ones, unless it holds some. Line separators are escaped, which JSON does not do. */
export function quoted(text: string): string {
  const json = JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  return text.includes('"') && !text.includes("'") ? `'${json.slice(1, -1).replaceAll('\\"', '"')}'` : json;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

function keySource(key: string): string {
  return isIdentifier(key) ? key : quoted(key);
}

function assetName(path: string, needs: SourceNeeds): string {
  const known = needs.assets.get(path);
  if (known !== undefined) return known;
  needs.imports.add("asset");
  const name = freeName(camelCase(path.replace(/^.*\//, "").replace(/\.[^.]*$/, "")), new Set(needs.assets.values()));
  needs.assets.set(path, name);
  return name;
}

/** Words of JavaScript, and names that the source has anyway. */
const TAKEN = new Set(
  "asset config context defineScenario frameLocator getByAltText getByLabel getByPlaceholder getByRole getByTestId getByText getByTitle group inFrame locator options page break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await async arguments eval undefined implements interface package private protected public".split(
    " ",
  ),
);

/** Whether a name cannot be that of a variable of the source. */
export function isTaken(name: string): boolean {
  return TAKEN.has(name);
}

function freeName(wanted: string, used: ReadonlySet<string>): string {
  const base = isIdentifier(wanted) && !isTaken(wanted) ? wanted : `${isIdentifier(wanted) ? wanted : ""}File`.replace(/^F/, "f");
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}${n}`;
    if (!used.has(name) && !isTaken(name)) return name;
  }
}

/** `my photo-1` as `myPhoto1`. */
export function camelCase(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return words.map((word, index) => (index === 0 ? word[0]?.toLowerCase() : word[0]?.toUpperCase()) + word.slice(1)).join("");
}
