import { describe, expect, it } from "vitest";
import { selectorOfParts } from "../locator-parts.js";
import { chooseLocator, type Place } from "./choose-locator.js";
import type { ElementFacts } from "./element-facts.js";
import { type Candidates, candidatesOf } from "./selector-candidates.js";

function facts(given: Partial<ElementFacts>): ElementFacts {
  return { tag: "button", role: "", name: "", label: "", text: "", isField: false, attributes: {}, ...given };
}

function selectors(given: Partial<ElementFacts>) {
  const { lasting, passing } = candidatesOf(facts(given));
  const text = (parts: Candidates["lasting"]) => parts.map((part) => selectorOfParts([part]));
  return { lasting: text(lasting), passing: text(passing) };
}

describe("the parts that may find an element", () => {
  it("are its test id, id, role and name, label, text, then CSS", () => {
    const attributes = { "data-testid": "buy", id: "buy-now", class: "primary is-active", type: "submit" };
    expect(selectors({ role: "button", name: "Buy", text: "Buy", attributes }).lasting).toEqual([
      'internal:testid=[data-testid="buy"s]',
      "#buy-now",
      'internal:role=button[name="Buy"i]',
      'internal:role=button[name="Buy"s]',
      'internal:text="Buy"i',
      'internal:text="Buy"s',
      'button[type="submit"]',
      "button.primary",
    ]);
  });

  it("come last when they contain numbers or were generated", () => {
    const numbered = selectors({ role: "button", name: "Add", attributes: { id: "buy-17" } });
    expect(numbered.passing).toEqual(["#buy-17"]);
    expect(numbered.lasting[0]).toBe('internal:role=button[name="Add"i]');
    for (const id of ["phx-neJUSMANCSg", "radix-:r:", ":ra:"]) expect(selectors({ attributes: { id } }).lasting, id).toEqual([]);
  });

  it("do not include what a field contains, nor the names of what only surrounds others", () => {
    const field = { tag: "input", role: "textbox", name: "E-mail", label: "E-mail", text: "ann@", isField: true };
    expect(selectors(field).lasting).toContain('internal:label="E-mail"i');
    expect(selectors(field).lasting.join()).not.toContain("ann@");
    expect(selectors({ tag: "main", role: "main", name: "Shop" }).lasting).toEqual(["main"]);
  });
});

const NOTHING: Candidates = { lasting: [], passing: [] };
const add = { by: "role", role: "button", name: "Add" } as const;
const id = { by: "css", selector: "#buy-17" } as const;
const rows = { parts: [{ by: "role", role: "listitem" }], texts: ["Lamp", "Lamp 40 W"] } as const;

/** The choice among everything that is tried, if these selectors are the only matches. */
function chosen(place: Partial<Place>, ...only: readonly string[]): string {
  const whole = { candidates: NOTHING, around: [], pathFrom: (index: number) => `path-from-${index}`, ...place };
  return selectorOfParts(chooseLocator(whole, (locator) => only.includes(selectorOfParts(locator))));
}

describe("the choice of a locator", () => {
  const inRow = 'internal:role=listitem >> internal:has-text="Lamp"i >> internal:role=button[name="Add"i]';
  const place = { candidates: { lasting: [add], passing: [id] }, around: [{ candidates: NOTHING, row: rows }] };

  it("prefers a row that its text tells apart to an id with a number", () => {
    expect(chosen(place, inRow, "#buy-17")).toBe(inRow);
    expect(chosen(place, "#buy-17")).toBe("#buy-17");
  });

  it("takes what lasts by itself first", () => {
    expect(chosen(place, 'internal:role=button[name="Add"i]', inRow)).toBe('internal:role=button[name="Add"i]');
  });

  it("looks inside what surrounds the element, and takes its position at last", () => {
    const basket = { by: "css", selector: "#basket" } as const;
    const inside = { ...place, around: [{ candidates: { lasting: [basket], passing: [] } }] };
    const byPosition = "#basket >> path-from-0";
    expect(chosen(inside, '#basket >> internal:role=button[name="Add"i]', "#buy-17")).toMatch(/^#basket >> internal:role/);
    expect(chosen({ around: inside.around }, byPosition)).toBe(byPosition);
    expect(chosen(inside)).toBe("path-from--1");
  });
});
