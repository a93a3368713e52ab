import { composedParent, parentOrHost } from "../../chromium/client/conditions.js";
import { all } from "../../chromium/client/selectors/selector.js";
import { normal, textOf } from "../../chromium/client/selectors/selector-text.js";
import { type LocatorPart, selectorOfParts } from "../locator-parts.js";
import type { RecordedLocator } from "../recorder-wire.js";
import { chooseLocator, type Surrounding } from "./choose-locator.js";
import { factsOf } from "./element-facts.js";
import { candidatesOf, isLasting } from "./selector-candidates.js";

/** Elements around the element that are looked at: each costs searches in the whole page. */
const MOST_AROUND = 8;
const MOST_TEXTS = 4;
const LONGEST_TEXT = 60;

/** The locator of an element: the only match in the page as it is now. */
export function locate(element: Element): RecordedLocator {
  const around = surroundingsOf(element);
  const facts = factsOf(element);
  const row = rowOf(element, facts.role);
  const place = {
    candidates: candidatesOf(facts),
    ...(row === undefined ? {} : { row }),
    around: around.map(surrounding),
    pathFrom: (index: number) => pathOf(element, around[index]),
  };
  return chooseLocator(place, (locator) => isOnly(selectorOfParts(locator), element));
}

function isOnly(selector: string, element: Element): boolean {
  try {
    const found = all(selector);
    return found.length === 1 && found[0] === element;
  } catch {
    // The page's words can be what no selector takes.
    return false;
  }
}

function surroundingsOf(element: Element): readonly Element[] {
  const found: Element[] = [];
  for (let one = composedParent(element); one !== null && found.length < MOST_AROUND; one = composedParent(one)) {
    if (one.matches("body, html")) break;
    found.push(one);
  }
  return found;
}

function surrounding(element: Element): Surrounding {
  const facts = factsOf(element);
  // The text of what surrounds others is theirs.
  const candidates = candidatesOf({ ...facts, name: nameGiven(element), label: "", text: "" });
  const row = rowOf(element, facts.role);
  return row === undefined ? { candidates } : { candidates, row };
}

function rowOf(element: Element, role: string): Surrounding["row"] {
  const isRow = /^(listitem|row|option|article|treeitem|tab|menuitem)$/.test(role) || isOneOfSeveral(element);
  return isRow ? { parts: rowParts(element, role), texts: textsIn(element) } : undefined;
}

function nameGiven(element: Element): string {
  return element.getAttribute("aria-label") ?? "";
}

/** Whether its neighbours are made in the same way. */
function isOneOfSeveral(element: Element): boolean {
  const neighbours = [...(element.parentElement?.children ?? [])];
  const isAlike = (other: Element) =>
    other !== element && other.localName === element.localName && other.className === element.className;
  return element.className !== "" && neighbours.some(isAlike);
}

function rowParts(element: Element, role: string): readonly LocatorPart[] {
  const byRole: readonly LocatorPart[] = /^(listitem|row|article|option)$/.test(role)
    ? [{ by: "role", role: role as "listitem" | "row" | "article" | "option" }]
    : [];
  const [first] = element.classList;
  const byClass: readonly LocatorPart[] =
    first !== undefined && isLasting(first) ? [{ by: "css", selector: `${element.localName}.${CSS.escape(first)}` }] : [];
  return [...byRole, ...byClass];
}

/** Short texts in a row, those without numbers first: headings and links name what the row is about. */
function textsIn(row: Element): readonly string[] {
  const inside = [...row.querySelectorAll("h1, h2, h3, h4, h5, h6, a, th, td, strong, b, label, span, p, dt, div")];
  const leaves = inside.filter((one) => one.childElementCount === 0 || /^(H\d|A|TH)$/.test(one.nodeName));
  const buttons = leaves.filter((one) => one.closest("button, [role=button]") === null);
  const texts = [...buttons.map((one) => normal(textOf(one).full)), ...ownTexts(row)];
  const short = [...new Set(texts)].filter((text) => text.length > 1 && text.length <= LONGEST_TEXT);
  return [...short.filter(isLasting), ...short.filter((text) => !isLasting(text))].slice(0, MOST_TEXTS);
}

function ownTexts(row: Element): readonly string[] {
  return [...row.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => normal(node.nodeValue ?? ""));
}

/** The element's position, from an element around it or the root of its tree, through shadow roots too. */
function pathOf(element: Element, from: Element | undefined): string {
  const steps: string[] = [];
  for (let one: Element | null = element; one !== null && one !== from; one = parentOrHost(one)) {
    const isInShadow = one.parentNode instanceof ShadowRoot;
    const alike: Element[] = [...(one.parentNode?.children ?? [])].filter(({ localName }) => localName === one?.localName);
    const position = alike.length < 2 ? "" : `:nth-of-type(${alike.indexOf(one) + 1})`;
    steps.unshift(`${CSS.escape(one.localName)}${position}`);
    // The engine's searches enter shadow roots by descendants, not by children.
    if (isInShadow) steps.unshift("");
  }
  return steps
    .join(" > ")
    .replaceAll(" >  > ", " ")
    .replace(/^\s*>\s*/, "");
}
