import { describe, expect, it } from "vitest";
import { Play, play } from "../../test/fixtures/play.js";
import { StepError } from "./steps/step-error.js";

/** A promise of the scenario's own, such as that of `fetch`. */
const fetchLike = <T>(value: T) => new Promise<T>((done) => setImmediate(done, value));

describe("steps that are not awaited", () => {
  it("run before the iteration ends, also those that floating code adds", async () => {
    const { log } = await play((context) => {
      void context.innerText("#a").then((text) => {
        void context.click(`#${text.length}`).then(() => context.click("#more"));
      });
    });
    expect(log).toEqual(["innerText #a", "click #10", "click #more"]);
  });

  it("fail the iteration, and the steps behind them are skipped", async () => {
    const { result, log, observer } = await play(
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
    expect(observer.labels).toEqual(["click #a", "click #bad failed"]);
  });

  it("fail the iteration even when the error is caught on a later step", async () => {
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

describe("the failure of an awaited step", () => {
  it("can be caught, and the iteration goes on", async () => {
    const { result, log, observer } = await play(
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
    expect(observer.labels).toEqual(["click #maybe failed", "click #next", "click #maybe failed", "click #last"]);
    expect(result.outcome).toBe("succeeded");
  });

  it("can be caught on the chain, whichever link failed", async () => {
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

  it("can be caught after it happened", async () => {
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

  it("skips the steps that were queued behind it", async () => {
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

  it("fails the iteration when run rejects with it", async () => {
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

  it("can be caught when the step fails at once", async () => {
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

describe("an error of the scenario's own code", () => {
  it("fails the iteration, drops the queued steps and aborts the running one", async () => {
    const scene = new Play(async (context) => {
      context.click("#slow").click("#queued");
      await fetchLike(1);
      throw new Error("my own");
    });
    const slow = scene.page.holds("click #slow");
    const result = await scene.iterate();
    expect(slow.options().signal.aborted).toBe(true);
    expect(scene.page.log).toEqual(["click #slow"]);
    expect(scene.observer.steps).toEqual([]);
    expect(result).toMatchObject({ outcome: "failed", failure: { category: "scenario", message: "my own", step: undefined } });
    expect(result.failure?.stack).toContain("chain-failures.test.ts");
  });

  it("may be any value, and may be thrown before anything is awaited", async () => {
    const { result } = await play(() => {
      throw "a text"; // eslint-disable-line no-throw-literal
    });
    expect(result).toMatchObject({ outcome: "failed", failure: { category: "scenario", message: "a text" } });
    const rejected = await play(() => Promise.reject(null));
    expect(rejected.result.failure).toMatchObject({ category: "scenario", message: "threw null instead of an error" });
  });
});
