import { TEST_ID } from "../../../base/locators/locator-text.js";
import { ARIA_ROLES } from "../../../base/locators/roles.js";
import type { LocatorPart } from "../locator-parts.js";
import type { ElementFacts } from "./element-facts.js";

/** Parts that may find one element, the best first. */
export interface Candidates {
  /** They hold as long as the page is made in this way. */
  readonly lasting: readonly LocatorPart[];
  /** They contain what may be another number at the next visit. */
  readonly passing: readonly LocatorPart[];
}

type Found = readonly [value: string, parts: readonly LocatorPart[], isGenerated?: boolean];

/** Attributes that teams use for test ids, the usual one first. */
const TEST_IDS = [TEST_ID, "data-test-id", "data-test", "data-cy", "data-qa"];
const MOST_CHARACTERS = 80;
/** Attributes that say what an element is for. */
const MEANING = [
  "name",
  "phx-click",
  "phx-submit",
  "phx-change",
  "hx-get",
  "hx-post",
  "data-action",
  "href",
  "type",
  "for",
  "src",
];
/** Roles of what only contains other things. */
const WIDE_ROLES =
  /^(generic|presentation|none|document|main|form|list|table|rowgroup|group|region|navigation|banner|contentinfo)$/;

/** Finds what a careful engineer would choose: test id, id, role and name, label, text, then CSS. */
export function candidatesOf(facts: ElementFacts): Candidates {
  const [lasting, passing]: [LocatorPart[], LocatorPart[]] = [[], []];
  for (const [value, parts, isGenerated = false] of [...byIds(facts), ...byWords(facts), ...byCss(facts)]) {
    if (value === "" || value.length > MOST_CHARACTERS) continue;
    (isLasting(value) && !isGenerated ? lasting : passing).push(...parts);
  }
  return { lasting, passing };
}

/** False for what contains a number: at the next visit it may be another one. */
export function isLasting(value: string): boolean {
  return !/\d/.test(value);
}

/** The prefixes of frameworks, and capitals as only chance mixes them. */
const GENERATED = /^:|^(radix|headlessui|ember|ext-gen|react-select|mui|phx)-|[A-Z][a-z]?[A-Z][a-z]?[A-Z].*[a-z]/;

function byIds({ attributes }: ElementFacts): readonly Found[] {
  const testIds = TEST_IDS.map((attribute): Found => {
    const id = attributes[attribute] ?? "";
    return [id, [{ by: "testId", id, ...(attribute === TEST_ID ? {} : { attribute }) }]];
  });
  const { id = "" } = attributes;
  return [...testIds, [id, [css(/^[a-z_][\w-]*$/i.test(id) ? `#${id}` : `[id=${quoted(id)}]`)], GENERATED.test(id)]];
}

/** By what people see and hear: inexact first, as it is shorter. */
function byWords({ role: given, name, label, text, isField, attributes }: ElementFacts): readonly Found[] {
  const found: Found[] = [];
  const role = ARIA_ROLES.find((one) => one === given);
  if (role !== undefined && !WIDE_ROLES.test(role) && attributes.type !== "file")
    found.push([
      name,
      [
        { by: "role", role, name },
        { by: "role", role, name, exact: true },
      ],
    ]);
  const texts = [
    ["label", label],
    ["placeholder", attributes.placeholder],
    ["altText", attributes.alt],
    ["title", attributes.title],
    ["text", isField ? "" : text],
  ] as const;
  for (const [by, words = ""] of texts)
    found.push([
      words,
      [
        { by, text: words },
        { by, text: words, exact: true },
      ],
    ]);
  return found;
}

function byCss({ tag, attributes, role }: ElementFacts): readonly Found[] {
  const found: Found[] = [];
  const { value: choice } = attributes;
  for (const name of MEANING) {
    const value = attributes[name] ?? "";
    const own = `${tag}[${name}=${quoted(value)}]`;
    if (name === "name" && role === "radio" && choice !== undefined)
      found.push([value, [css(`${own}[value=${quoted(choice)}]`)]]);
    found.push([value, [css(own)]]);
  }
  for (const one of (attributes.class ?? "").split(/\s+/)) {
    if (/^[a-z][a-z_-]{2,}$/i.test(one) && !STATE_CLASS.test(one)) found.push([one, [css(`${tag}.${one}`)]]);
  }
  if (/^(h1|form|main|select|textarea|table|dialog|nav|iframe)$/.test(tag)) found.push([tag.replace(/\d/, ""), [css(tag)]]);
  return found;
}

/** Classes that come and go. */
const STATE_CLASS =
  /active|current|disabled|error|focus|hover|invalid|loading|open|selected|touched|visible|^(is|has|phx|htmx|ng|js|css|sc)-/i;

function css(selector: string): LocatorPart {
  return { by: "css", selector };
}

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\a ")}"`;
}
