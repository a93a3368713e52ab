import { describe, expect, it } from "vitest";
import { Play, play } from "../../../../test/fixtures/play.js";
import type { Context } from "../../authoring/context-types.js";

async function messageOf(run: (context: Context) => unknown): Promise<string | undefined> {
  return (await play(run)).result.failure?.message;
}

describe("waits for a text", () => {
  it("pass on texts and patterns, and resolve to what the page said", async () => {
    const scene = new Play(async (context) => {
      context.assign({ name: "Ada" });
      const text = await context.waitForText("#total", "3 items");
      if (text !== "3 items") context.fail(`it was ${text}`);
      context.waitForText("#total", /items/gi).waitForText("#user", ({ assigns }) => assigns.name as string);
      context.waitForValue("#field", "").waitForValue("#field", /\d/y);
    });
    expect((await scene.iterate()).failure).toBeUndefined();
    expect(scene.page.log).toEqual([
      'waitForText #total text {"part":"3 items"}',
      'waitForText #total text {"source":"items","flags":"i"}',
      'waitForText #user text {"part":"Ada"}',
      'waitForText #field value {"whole":""}',
      'waitForText #field value {"source":"\\\\d","flags":""}',
    ]);
    expect(scene.observer.labels).toContain("waitForText #total");
  });

  it("read the text before the function's steps run, then wait for another one", async () => {
    const scene = new Play((context) => context.waitForChange("#total", (inner) => inner.click("#add")).waitForChange("#n"));
    scene.page.answers.set('waitForText #total shown "any"', "2 items");
    expect((await scene.iterate()).failure).toBeUndefined();
    expect(scene.page.log).toEqual([
      'waitForText #total shown "any"',
      "click #add",
      'waitForText #total shown {"otherThan":"2 items"}',
      'waitForText #n shown "any"',
      'waitForText #n shown {"otherThan":"3 items"}',
    ]);
    expect(scene.observer.labels).toEqual(["click #add", "waitForChange #total", "waitForChange #n"]);
  });

  it("refuse other values, before the page is asked", async () => {
    expect(await messageOf((context) => context.waitForText("#a", " "))).toContain(
      'its text is " ", but it takes a text that is not empty, or a regular expression',
    );
    expect(await messageOf((context) => context.waitForValue("#a", 3 as never))).toContain(
      "its value is 3, but it takes a text or a regular expression",
    );
    expect(await messageOf((context) => context.waitForChange("#a", { as: "x" } as never))).toContain('there is no option "as"');
  });
});
