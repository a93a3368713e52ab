import { describe, expect, it } from "vitest";
import { Play, play } from "../../test/fixtures/play.js";
import type { Context } from "./authoring/context-types.js";

/** A promise of the scenario's own, such as that of `fetch`. */
const fetchLike = <T>(value: T) => new Promise<T>((done) => setImmediate(done, value));

describe("the order of steps", () => {
  it("is the order of the calls, whether they are chained, awaited or neither", async () => {
    const { result, log } = await play(async (context) => {
      context.click("#1").click("#2");
      context.click("#3");
      await context.click("#4");
      return context.click("#5").click("#6");
    });
    expect(log).toEqual(["click #1", "click #2", "click #3", "click #4", "click #5", "click #6"]);
    expect(result).toMatchObject({ outcome: "succeeded", halted: false, failure: undefined, abortReason: undefined });
  });

  it("does not depend on await: a step starts without it", async () => {
    const scene = new Play(async (context) => {
      context.click("#1");
      await fetchLike(1);
      expect(scene.page.log).toEqual(["click #1"]);
    });
    expect(await scene.iterate()).toMatchObject({ outcome: "succeeded" });
  });

  it("starts no step before its call has returned", async () => {
    const scene = new Play((context) => {
      context.click("#1");
      expect(scene.page.log).toEqual([]);
    });
    expect(await scene.iterate()).toMatchObject({ outcome: "succeeded" });
  });

  it("is kept in Promise.all", async () => {
    let texts: unknown;
    const { log } = await play(async (context) => {
      texts = await Promise.all([context.innerText("#a"), context.isVisible("#b"), fetchLike(3)]);
    });
    expect(log).toEqual(["innerText #a", "isVisible #b"]);
    expect(texts).toEqual(["text of #a", true, 3]);
  });

  it("is kept when steps are mixed with other promises", async () => {
    const { log } = await play(async (context) => {
      const text = context.innerText("#a");
      const body = await fetchLike("body");
      context.fill("#b", `${body}, ${await text}`);
      await fetchLike(0);
      await context.click("#c");
    });
    expect(log).toEqual(["innerText #a", 'fill #b "body, text of #a"', "click #c"]);
  });
});

describe("awaiting a step", () => {
  it("gives its value, every time", async () => {
    const values: unknown[] = [];
    await play(async (context) => {
      const text = context.innerText("#a");
      values.push(await text, await text, await text.finally(() => values.push("finally")));
      values.push(await context.click("#b"), await text.catch(() => "never"));
    });
    expect(values).toEqual(["finally", "text of #a", "text of #a", "text of #a", undefined, "text of #a"]);
  });

  it("works through async functions and with a returned context", async () => {
    const login = async (context: Context) => {
      context.fill("#user", "me");
      return context.click("#go");
    };
    const self = async (context: Context) => {
      await context.click("#first");
      return context;
    };
    const { log, result } = await play(async (context) => {
      const same = await self(context);
      expect(same).toBe(context);
      await login(same);
      return same.click("#last");
    });
    expect(log).toEqual(["click #first", 'fill #user "me"', "click #go", "click #last"]);
    expect(result.outcome).toBe("succeeded");
  });

  it("resumes the scenario's code before the next step starts", async () => {
    const { log } = await play(async (context) => {
      const text = await context.innerText("#a");
      context.click(`#${text.length}`);
      if (await context.isVisible("#b")) context.click("#c");
    });
    expect(log).toEqual(["innerText #a", "click #10", "isVisible #b", "click #c"]);
  });
});
