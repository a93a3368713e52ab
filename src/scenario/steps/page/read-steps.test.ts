import { describe, expect, it } from "vitest";
import { Play, play } from "../../../../test/fixtures/play.js";
import type { Context } from "../../authoring/context-types.js";
import type { OperationOptions } from "../../page-port.js";

describe("reads", () => {
  it("resolve to what the page returns, and keep it with as", async () => {
    const scene = new Play(async (context) => {
      const told = [
        await context.isHidden("#a"),
        await context.isEnabled("#a"),
        await context.isDisabled("#a"),
        await context.isEditable("#a"),
        await context.boundingBox("#a"),
        await context.count("li"),
        await context.allInnerTexts("li"),
        await context.allTextContents("li"),
        await context.title(),
        await context.url(),
      ];
      context.count("li", { as: "items" }).boundingBox("#a", { as: "box" }).allInnerTexts("li", { as: "texts" });
      context.url({ as: "place" });
      context.expect("all is kept", ({ assigns }) => {
        expect(told).toEqual([
          false,
          true,
          false,
          true,
          { x: 1, y: 2, width: 30, height: 40 },
          3,
          ["one", "two"],
          ["one ", "two "],
          "Counter",
          "http://site.test/counter",
        ]);
        expect(assigns).toMatchObject({ items: 3, box: { width: 30 }, texts: ["one", "two"], place: "http://site.test/counter" });
        return true;
      });
    });
    expect((await scene.iterate()).failure).toBeUndefined();
  });

  it("fail when an element has no box and its box is to be kept", async () => {
    const { result } = await play(
      (context) => context.boundingBox("#a", { as: "box" }),
      (page) => page.answers.set("boundingBox #a", null),
    );
    expect(result.failure?.message).toContain("the element is not visible, so it has no box");
  });

  it.each(["count", "title", "isHidden", "allInnerTexts"] as const)("are named when %s was not awaited", async (read) => {
    const { result } = await play((context) => {
      const value = (context[read] as (selector?: string) => unknown)(...(read === "title" ? [] : ["li"]));
      context.expect("it is there", () => value === "it");
    });
    expect(result.failure?.message).toContain(`the value of ${read}`);
    expect(result.failure?.message).toContain("was not awaited");
  });
});

describe("strict", () => {
  /** The strictness of each operation. */
  async function strictnessOf(run: (context: Context) => unknown, strict: boolean): Promise<readonly (boolean | undefined)[]> {
    const scene = new Play(run, { strict });
    const seen: (boolean | undefined)[] = [];
    const note = ({ strict: given }: OperationOptions) => void seen.push(given);
    for (const operation of ["click #a", "innerText #a", "dragAndDrop #a #b", 'waitForText #a text {"part":"x"}'])
      scene.page.does(operation, note);
    expect((await scene.iterate()).failure).toBeUndefined();
    return seen;
  }

  it("is that of the scenario, unless the step says otherwise", async () => {
    const run = (context: Context) =>
      context
        .click("#a")
        .innerText("#a", { strict: false })
        .dragAndDrop("#a", "#b", { strict: true })
        .waitForText("#a", "x", { strict: false });
    expect(await strictnessOf(run, true)).toEqual([true, false, true, false]);
    expect(await strictnessOf(run, false)).toEqual([false, false, true, false]);
  });

  it.each<[string, (context: Context) => unknown, string]>([
    [
      "another value",
      (context) => context.click("#a", { strict: "yes" as never }),
      'its strict is "yes", but it takes true or false',
    ],
    ["a step about all elements", (context) => context.count("a", { strict: true } as never), 'there is no option "strict"'],
    ["a step without a selector", (context) => context.title({ strict: true } as never), 'there is no option "strict"'],
  ])("refuses %s", async (_, run, message) => {
    const { result, log } = await play(run);
    expect(result.failure?.message).toContain(message);
    expect(log).toEqual([]);
  });
});
