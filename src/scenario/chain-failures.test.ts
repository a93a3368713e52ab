import { describe, expect, it } from "vitest";
import { Play, play } from "../../test/fixtures/play.js";
import { StepError } from "./steps/step-error.js";

/** A promise of the scenario's own, as of `fetch`. */
const fetchLike = <T>(value: T) => new Promise<T>((done) => setImmediate(done, value));

describe("steps that nobody awaits", () => {
  it("are done before the iteration ends, also those that floating code adds", async () => {
    const { log } = await play((context) => {
      void context.innerText("#a").then((text) => {
        void context.click(`#${text.length}`).then(() => context.click("#more"));
      });
    });
    expect(log).toEqual(["innerText #a", "click #10", "click #more"]);
  });

  it("fail the iteration, and what stands behind them is skipped", async () => {
    const { result, log, told } = await play(
      (context) => {
        context.click("#a").click("#bad").click("#never");
        context.click("#neither");
      },
      (page) => page.fails("click #bad"),
    );
    expect(log).toEqual(["click #a", "click #bad"]);
    expect(result).toMatchObject({
      outcome: "failed",
      failure: {
        category: "step",
        message: 'step 2: click "#bad" failed on /counter: waited 30000 ms for the element to be attached',
        step: { number: 2, operation: "click", label: "click #bad" },
        url: "http://site.test/counter",
      },
    });
    expect(told.labels).toEqual(["click #a", "click #bad failed"]);
  });

  it("cannot be saved by a catch around a later step", async () => {
    const caught: unknown[] = [];
    const { result, log } = await play(
      async (context) => {
        context.click("#bad");
        await context.click("#maybe").catch((error: unknown) => caught.push(error));
        expect(context.failed).toBe(true);
        await context.click("#later").catch((error: unknown) => caught.push(error));
      },
      (page) => page.fails("click #bad"),
    );
    expect(log).toEqual(["click #bad"]);
    expect(caught).toMatchObject([{ step: 1 }, { step: 1 }]);
    expect(result).toMatchObject({ outcome: "failed", failure: { step: { number: 1 } } });
  });
});

describe("a failure that was awaited", () => {
  it("is handled by a catch, and the iteration goes on", async () => {
    const { result, log, told } = await play(
      async (context) => {
        try {
          await context.click("#maybe");
        } catch (error) {
          expect(error).toBeInstanceOf(StepError);
          expect(context.failed).toBe(false);
        }
        context.click("#next");
        await context.click("#maybe").catch(() => {});
        await context.click("#last");
      },
      (page) => page.fails("click #maybe"),
    );
    expect(log).toEqual(["click #maybe", "click #next", "click #maybe", "click #last"]);
    expect(told.labels).toEqual(["click #maybe failed", "click #next", "click #maybe failed", "click #last"]);
    expect(result.outcome).toBe("succeeded");
  });

  it("is that of any link of the awaited chain", async () => {
    const { result, log } = await play(
      async (context) => {
        await context
          .click("#1")
          .click("#bad")
          .click("#3")
          .catch(() => {});
        await context.click("#4");
      },
      (page) => page.fails("click #bad"),
    );
    expect(log).toEqual(["click #1", "click #bad", "click #4"]);
    expect(result.outcome).toBe("succeeded");
  });

  it("may be awaited late", async () => {
    const { result, log } = await play(
      async (context) => {
        const maybe = context.click("#bad");
        await fetchLike(1);
        await fetchLike(2);
        await maybe.catch(() => {});
        await context.click("#next");
      },
      (page) => page.fails("click #bad"),
    );
    expect(log).toEqual(["click #bad", "click #next"]);
    expect(result.outcome).toBe("succeeded");
  });

  it("skips what was queued behind the step", async () => {
    const skipped: unknown[] = [];
    const { result, log } = await play(
      async (context) => {
        const bad = context.click("#bad");
        const behind = context.click("#behind");
        await bad.catch(() => {});
        await behind.finally(() => skipped.push("finally")).catch((error: unknown) => skipped.push((error as StepError).step));
        await context.click("#next");
      },
      (page) => page.fails("click #bad"),
    );
    expect(log).toEqual(["click #bad", "click #next"]);
    expect(skipped).toEqual(["finally", 1]);
    expect(result.outcome).toBe("succeeded");
  });

  it("fails the iteration when it comes out of run, and what is queued is dropped", async () => {
    const { result, log } = await play(
      async (context) => {
        await context.click("#bad");
        context.click("#never");
      },
      (page) => page.fails("click #bad"),
    );
    expect(log).toEqual(["click #bad"]);
    expect(result).toMatchObject({ outcome: "failed", failure: { category: "step", step: { number: 1 } } });
  });

  it("is handled also when it came before the await was reached", async () => {
    const { result, log } = await play(async (context) => {
      await context
        .click(() => {
          throw new Error("at once");
        })
        .catch(() => {});
      await context.click("#next");
    });
    expect(log).toEqual(["click #next"]);
    expect(result.outcome).toBe("succeeded");
  });
});

describe("an error of the scenario's own", () => {
  it("fails the iteration, drops what is queued and aborts what is under way", async () => {
    const scene = new Play(async (context) => {
      context.click("#slow").click("#queued");
      await fetchLike(1);
      throw new Error("my own");
    });
    const slow = scene.page.holds("click #slow");
    const result = await scene.iterate();
    expect(slow.options().signal.aborted).toBe(true);
    expect(scene.page.log).toEqual(["click #slow"]);
    expect(scene.told.steps).toEqual([]);
    expect(result).toMatchObject({ outcome: "failed", failure: { category: "scenario", message: "my own", step: undefined } });
    expect(result.failure?.stack).toContain("chain-failures.test.ts");
  });

  it("may be thrown before anything is awaited, and may be anything", async () => {
    const { result } = await play(() => {
      throw "a text"; // eslint-disable-line no-throw-literal
    });
    expect(result).toMatchObject({ outcome: "failed", failure: { category: "scenario", message: "a text" } });
  });
});
