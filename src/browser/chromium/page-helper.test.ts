import { describe, expect, it } from "vitest";
import { inFrame } from "../../base/frame-selector.js";
import { checkSelector } from "../../base/locators/locator.js";
import { getByText } from "../../base/locators/page-locators.js";
import type { Bounds } from "../page-operations.js";
import { StopSource } from "../stop-signal.js";
import { FrameTree } from "./frames/frame-tree.js";
import type { PageDocuments } from "./navigation/page-documents.js";
import { PageHelper } from "./page-helper.js";

const bounds = { timeoutMs: 1000, left: () => 1000, over: new StopSource() } as unknown as Bounds;

/** A helper of a page that refuses what it is asked. */
function refusing(message: string): PageHelper {
  const session = { request: async () => ({ result: { value: { kind: "invalid", message } } }) };
  const world = { session, uniqueId: "1", left: new StopSource() };
  return new PageHelper({ world: async () => world } as unknown as PageDocuments, new FrameTree("main"));
}

describe("what the page refuses", () => {
  const locator = checkSelector("test", getByText("Buy").locator("foo=$&"));

  it.each([
    ["a locator", locator, locator, "getByText('Buy').locator('foo=$&')"],
    ["a locator in a frame", inFrame("#shop", locator), locator, "getByText('Buy').locator('foo=$&')"],
    ["a selector", "foo=bar", "foo=bar", "foo=bar"],
  ])("names %s as it is written", async (_, selector, named, shown) => {
    const asked = refusing(`unknown selector engine "foo" in ${named}`).ask("submit", bounds, { selector });
    await expect(asked).rejects.toMatchObject({ kind: "invalid", message: `unknown selector engine "foo" in ${shown}` });
  });

  it("is told as it is where no selector was given", async () => {
    await expect(refusing("it is not a form").ask("content", bounds, {})).rejects.toThrow(/^it is not a form$/);
  });
});
