import { expect, it } from "vitest";
import { attributeTest } from "./attribute-selector.js";
import { parseDocument } from "./parse.js";

const PAGE = `<div id="phx-1" data-phx-session="s" data-phx-parent-id="phx-0"></div><p id="phx-10" data-phx-session></p><input type="TEXT" id="Phx-1">`;

it("finds by attributes alone what the whole grammar finds", () => {
  const document = parseDocument(PAGE, "http://127.0.0.1/");
  for (const css of ['[id="phx-1"]', '[data-phx-session][data-phx-parent-id="phx-0"]', "[data-phx-session]", '[id="none"]']) {
    const test = attributeTest(css);
    if (test === undefined) throw new Error(`${css} is not taken`);
    // `*` in front leads to the general way.
    const expected = document.querySelectorAll(`*${css}`);
    expect(document.querySelectorAll("*").filter((element) => test(element))).toEqual(expected);
    expect(document.querySelectorAll(css)).toEqual(expected);
  }
});

it("leaves everything else to the whole grammar", () => {
  for (const css of [
    '[type="text"]',
    "[href]",
    "#a",
    '[id="a\\"b"]',
    '[id^="a"]',
    '[id="a" i]',
    '[id="a"], b',
    '[id="a"] b',
    "*",
  ])
    expect(attributeTest(css), css).toBeUndefined();
});
