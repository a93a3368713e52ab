import { isLocator, readableSelector } from "../base/frame-selector.js";
import { boundedName } from "./bounded-name.js";
import { KeptTexts } from "./kept-texts.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const HEX = /^(?=.*\d)[0-9a-f]{8,}$/i;
const NUMBER = /^\d+$/;
/** A random token: long, with letters and digits. With separators inside it must have both cases, to keep slugs as they are. */
const TOKEN = /^(?=.*\d)(?=.*[a-zA-Z])[A-Za-z0-9]{16,}$|^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w.~+=-]{20,}$/;

const NO_ROUTES: readonly string[] = [];
/** By the list of routes. */
const keptPaths = new WeakMap<readonly string[], KeptTexts>();
const keptSelectors = new KeptTexts();

/**
 * The name of a page: the first of `routes` that matches its path, else the path with ids replaced by `:id`, without host,
 * query and fragment. In the route `/shop/:slug`, `:slug` matches any one segment; a `*` at the end matches any rest.
 */
export function templatePath(url: string, routes: readonly string[] = NO_ROUTES): string {
  let kept = keptPaths.get(routes);
  if (kept === undefined) {
    kept = new KeptTexts();
    keptPaths.set(routes, kept);
  }
  return kept.of(url, () => newTemplatePath(url, routes));
}

function newTemplatePath(url: string, routes: readonly string[]): string {
  const path = pathOf(url);
  const segments = path.split("/");
  const route = routes.find((candidate) => fits(candidate.split("/"), segments));
  if (route !== undefined) return route;
  return boundedName(segments.map((segment) => (isId(segment) ? ":id" : segment)).join("/"));
}

/**
 * A selector with ids replaced by `:id`: numbers and random tokens as part of an element id (`#buy-123` → `#buy-:id`), of a
 * quoted attribute value (`[data-id="42"]`) or of a text given to a locator (`getByText('Order 42')`). Classes, positions and
 * numbers within a word (`#h1`) stay.
 */
export function templateSelector(selector: string): string {
  return keptSelectors.of(selector, () => newTemplateSelector(selector));
}

function newTemplateSelector(selector: string): string {
  const readable = readableSelector(selector);
  const texts = isLocator(selector) ? readable.replace(LOCATOR_TEXT, templateText) : readable;
  const attributes = texts.replace(/(=\s*)(["'])([^"']*)\2/g, (_all, equals: string, quote: string, value: string) => {
    return `${equals}${quote}${templateName(value)}${quote}`;
  });
  return boundedName(attributes.replace(/#((?:[\w-]|\\.)+)/g, (_all, name: string) => `#${templateName(name)}`));
}

/** A text that elements are found by, and the call or option that it is given to. */
const LOCATOR_TEXT =
  /(\b(?:getBy(?:Text|Label|TestId|Placeholder|AltText|Title)|frame)\(|\b(?:hasText|hasNotText|name|description): )'((?:[^'\\]|\\.)*)'/g;

/** Templates each word of the text. */
function templateText(_all: string, before: string, text: string): string {
  const words = text.split(/([^\w:./~+=-]+)/).map((word) => {
    const [, lead = "", core = "", end = ""] = /^([./:-]*)(.*?)([./:-]*)$/s.exec(word) ?? [];
    return `${lead}${templateName(core)}${end}`;
  });
  return `${before}'${words.join("")}'`;
}

function pathOf(url: string): string {
  // The browser's own error page, whose path `/` would be taken for the site's front page.
  if (url.startsWith("chrome-error:")) return "chrome-error";
  const bare = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  if (/^[a-z]+:/i.test(bare)) return bare.slice(0, bare.indexOf(":") + 1) + (bare.startsWith("about:") ? bare.slice(6) : "");
  return bare === "" ? "/" : bare;
}

function fits(route: readonly string[], segments: readonly string[]): boolean {
  const open = route.at(-1) === "*";
  if (open ? segments.length < route.length : segments.length !== route.length) return false;
  return route.every((part, at) => (open && at === route.length - 1) || part.startsWith(":") || part === segments[at]);
}

function isId(text: string): boolean {
  return NUMBER.test(text) || UUID.test(text) || ULID.test(text) || HEX.test(text) || TOKEN.test(text);
}

/** Templates the whole name, or the parts of it between `-`, `_`, `:` and `/` that are ids. */
function templateName(name: string): string {
  const whole = name.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, ":id");
  if (isId(whole)) return ":id";
  return whole
    .split(/([-_/]|(?<!^):(?!id\b))/)
    .map((part) => (isId(part) ? ":id" : part))
    .join("");
}
