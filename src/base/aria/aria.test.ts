import { describe, expect, it } from "vitest";
import { matchesAria } from "./aria-match.js";
import { ariaTemplate } from "./aria-template.js";
import { ariaText } from "./aria-text.js";
import type { AriaNode } from "./aria-tree.js";

const node = (role: string, name: string, children: AriaNode["children"] = [], more: Partial<AriaNode> = {}): AriaNode => ({
  role,
  name,
  props: {},
  children,
  ...more,
});
const TREE = node("fragment", "", [
  node("heading", "To do: 3", [], { level: 1 }),
  node("list", "", [
    node("listitem", "", [node("checkbox", "Milk", [], { checked: "mixed" }), "Milk"]),
    node("listitem", "", [node("link", "Bread", [], { props: { url: "/bread" } }), "2 loaves"]),
  ]),
  node("button", "Add", [], { disabled: true }),
  "12",
]);

describe("an aria snapshot", () => {
  it("is written as YAML, in quotes where that would be read otherwise", () => {
    expect(ariaText(TREE)).toBe(`- 'heading "To do: 3" [level=1]'
- list:
  - listitem:
    - checkbox "Milk" [checked=mixed]
    - text: Milk
  - listitem:
    - link "Bread":
      - /url: /bread
    - text: 2 loaves
- button "Add" [disabled]
- text: "12"`);
  });

  it.each([
    ["itself", ariaText(TREE), true],
    ["some of its elements, in order", `- list:\n  - listitem: /loaves/\n- button "Add" [disabled]`, true],
    ["an element at any depth", `- link "Bread":\n  - /url: /br.*/`, true],
    ["a name that fits a pattern", "- heading /To do. \\d+/ [level=1]", true],
    ["a text that is a number", "- text: 12", true],
    ["elements in another order", `- button "Add"\n- list`, false],
    ["another state", `- checkbox "Milk" [checked]`, false],
    ["a part of a name", `- button "Ad"`, false],
    ["another level", "- heading [level=2]", false],
    ["all parts of a list", "- list:\n  - /children: equal\n  - listitem\n  - listitem", true],
    ["fewer parts than all", "- list:\n  - /children: equal\n  - listitem", false],
    ["all parts at every depth, which are more", "- list:\n  - /children: deep-equal\n  - listitem\n  - listitem", false],
    ["nothing", "", true],
  ])("fits or does not fit: %s", (_what, template, isFit) => {
    expect(matchesAria(TREE, ariaTemplate(template))).toBe(isFit);
  });

  it.each([
    ["- list: [", "is not YAML"],
    ["heading", "it has to be a list"],
    [`- heading "a" [size=1]`, "has the state [size=1], which there is not"],
    [`- heading "a" b`, 'goes on with "b"'],
    ["- list:\n  - /children: all\n", "it takes contain, equal or deep-equal"],
  ])("says what is wrong with %j", (template, message) => {
    expect(() => ariaTemplate(template)).toThrow(message);
  });
});
