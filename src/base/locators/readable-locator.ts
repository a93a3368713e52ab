import { TEST_ID } from "./locator-text.js";
import { parseSelector, type SelectorPart } from "./selector-parts.js";

/** The selector as calls of locators, as Playwright shows it: `getByRole('button', { name: 'Buy' }).first()`. */
export function readableLocator(selector: string): string {
  const calls: string[] = [];
  let last: SelectorPart | undefined;
  for (const part of parseSelector(selector)) {
    if (part.engine === "internal:control") enterFrame(calls, last);
    else calls.push(callOf(part));
    last = part;
  }
  return calls.join(".");
}

function enterFrame(calls: string[], frame: SelectorPart | undefined): void {
  if (frame?.engine === "internal:frame") return;
  if (frame?.engine === "css" || frame?.engine === "xpath") calls[calls.length - 1] = `frameLocator(${quoted(frame.body)})`;
  else calls.push("contentFrame()");
}

function callOf({ engine, body }: SelectorPart): string {
  const isBare = engine === "css" || (engine === "xpath" && /^(\(*\/\/|\.\.)/.test(body));
  return CALLS[engine]?.(body) ?? `locator(${quoted(isBare ? body : `${engine}=${body}`)})`;
}

/** The call for each engine; `undefined` for a part that no locator writes. */
const CALLS: Readonly<Record<string, ((body: string) => string | undefined) | undefined>> = {
  nth: (body) => ({ "0": "first()", "-1": "last()" })[body] ?? `nth(${body})`,
  visible: (body) => `filter({ visible: ${body} })`,
  "internal:text": (body) => textCall("getByText", body),
  "internal:label": (body) => textCall("getByLabel", body),
  "internal:attr": (body) => {
    const { name, value } = attributesOf(body)[0] ?? {};
    const method = { placeholder: "getByPlaceholder", alt: "getByAltText", title: "getByTitle" }[name ?? ""];
    return method === undefined || value === undefined ? undefined : textCall(method, value);
  },
  "internal:testid": (body) => {
    const { name, value = "" } = attributesOf(body)[0] ?? {};
    return `getByTestId(${shownText(value).text}${name === TEST_ID ? "" : `, { attribute: ${quoted(name ?? "")} }`})`;
  },
  "internal:role": roleCall,
  "internal:has-text": (body) => `filter({ hasText: ${shownText(body).text} })`,
  "internal:has-not-text": (body) => `filter({ hasNotText: ${shownText(body).text} })`,
  "internal:has": nested((inner) => `filter({ has: ${inner} })`),
  "internal:has-not": nested((inner) => `filter({ hasNot: ${inner} })`),
  "internal:and": nested((inner) => `and(${inner})`),
  "internal:or": nested((inner) => `or(${inner})`),
  "internal:frame": (body) => `frame(${quoted((unJson(body) ?? "").replace(/^\w+ /, ""))})`,
  "internal:chain": nested((inner) => `locator(${inner})`),
};

function textCall(method: string, body: string): string {
  const { text, isExact } = shownText(body);
  return `${method}(${text}${isExact ? ", { exact: true }" : ""})`;
}

function roleCall(body: string): string {
  const [role = ""] = /^[\w-]*/.exec(body) ?? [];
  const attributes = attributesOf(body);
  const words = attributes.filter(({ name }) => name === "name" || name === "description");
  const shown = words.map(({ name, value }) => ({ name, ...shownText(value) }));
  const options = [
    ...shown.map(({ name, text }) => `${name}: ${text}`),
    ...(shown.some(({ isExact }) => isExact) ? ["exact: true"] : []),
    ...attributes
      .filter((one) => !words.includes(one))
      .map(({ name, value }) => `${name === "include-hidden" ? "includeHidden" : name}: ${value}`),
  ];
  return `getByRole(${quoted(role)}${options.length === 0 ? "" : `, { ${options.join(", ")} }`})`;
}

function nested(call: (inner: string) => string): (body: string) => string | undefined {
  return (body) => {
    const inner = unJson(body);
    return inner === undefined ? undefined : call(readableLocator(inner));
  };
}

const ATTRIBUTE = /\[([\w-]+)=("(?:[^"\\]|\\.)*"[is]?|\/(?:\[(?:[^\]\\]|\\.)*\]|[^/\\]|\\.)+\/[a-z]*|[^\]]*)\]/g;

function attributesOf(body: string): readonly { readonly name: string; readonly value: string }[] {
  return [...body.matchAll(ATTRIBUTE)].map(([, name = "", value = ""]) => ({ name, value }));
}

/** The text of a locator as it was given: in quotes, or a regular expression. */
function shownText(body: string): { readonly text: string; readonly isExact: boolean } {
  const [, text, flag] = /^(".*")([is]?)$/s.exec(body) ?? [];
  if (text === undefined) return { text: shownPattern(body), isExact: false };
  // Texts of attributes escape quotes and backslashes alone, in the same way.
  return { text: quoted(unJson(text) ?? text.slice(1, -1)), isExact: flag !== "i" };
}

/** Removes the escapes that keep a pattern from ending a part of a selector. */
function shownPattern(pattern: string): string {
  return pattern
    .replace(/(^|[^\\])((?:\\\\)*)\\(["'`])/g, "$1$2$3")
    .replace(/\\x(22|27|60|3e)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll("\\>\\>", ">>");
}

function unJson(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `'${escaped.replaceAll("'", "\\'")}'`;
}
