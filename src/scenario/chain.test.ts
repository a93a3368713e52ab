import { describe, expect, it } from "vitest";
import { settle } from "../../test/fixtures/fake-clock.js";
import { Play, play } from "../../test/fixtures/play.js";
import type { Context } from "./context-types.js";
import { StepError } from "./step-error.js";

/** A promise of the scenario's own, as of `fetch`. */
const fetchLike = <T>(value: T) => new Promise<T>((done) => setImmediate(done, value));

describe("the order of steps", () => {
  it("is that of the calls, whether they are chained, awaited or neither", async () => {
    const { result, log } = await play(async (context) => {
      context.click("#1").click("#2");
      context.click("#3");
      await context.click("#4");
      return context.click("#5").click("#6");
    });
    expect(log).toEqual(["click #1", "click #2", "click #3", "click #4", "click #5", "click #6"]);
    expect(result).toMatchObject({ outcome: "succeeded", halted: false, failure: undefined, abortReason: undefined });
  });

  it("needs no await to begin", async () => {
    const scene = new Play(async (context) => {
      context.click("#1");
      await fetchLike(1);
      expect(scene.page.log).toEqual(["click #1"]);
    });
    expect(await scene.iterate()).toMatchObject({ outcome: "succeeded" });
  });

  it("does not begin before the call has returned", async () => {
    const scene = new Play((context) => {
      context.click("#1");
      expect(scene.page.log).toEqual([]);
    });
    expect(await scene.iterate()).toMatchObject({ outcome: "succeeded" });
  });

  it("holds with Promise.all", async () => {
    let texts: unknown;
    const { log } = await play(async (context) => {
      texts = await Promise.all([context.innerText("#a"), context.isVisible("#b"), fetchLike(3)]);
    });
    expect(log).toEqual(["innerText #a", "isVisible #b"]);
    expect(texts).toEqual(["text of #a", true, 3]);
  });

  it("holds between steps and other promises", async () => {
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
  it("gives its value, the second time too", async () => {
    const values: unknown[] = [];
    await play(async (context) => {
      const text = context.innerText("#a");
      values.push(await text, await text, await text.finally(() => values.push("finally")));
      values.push(await context.click("#b"), await text.catch(() => "never"));
    });
    expect(values).toEqual(["finally", "text of #a", "text of #a", "text of #a", undefined, "text of #a"]);
  });

  it("is possible through async functions and for a returned context", async () => {
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

  it("goes on in the scenario's code before the next step that is called", async () => {
    const { log } = await play(async (context) => {
      const text = await context.innerText("#a");
      context.click(`#${text.length}`);
      if (await context.isVisible("#b")) context.click("#c");
    });
    expect(log).toEqual(["innerText #a", "click #10", "isVisible #b", "click #c"]);
  });
});

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
    expect(result.failure?.stack).toContain("chain.test.ts");
  });

  it("may be thrown before anything is awaited, and may be anything", async () => {
    const { result } = await play(() => {
      throw "a text"; // eslint-disable-line no-throw-literal
    });
    expect(result).toMatchObject({ outcome: "failed", failure: { category: "scenario", message: "a text" } });
  });
});

describe("a context", () => {
  it("is not thenable, and knows user, iteration and state", async () => {
    const seen: unknown[] = [];
    const scene = new Play(
      (context) => {
        expect("then" in context).toBe(false);
        seen.push([context.userId, context.iteration, context.assigns.n, context.halted, context.failed]);
        return context.updateAssign("n", (n: number) => n + 1);
      },
      { assigns: { n: 0 } },
    );
    await scene.iterate();
    await scene.iterate();
    expect(seen).toEqual([
      [7, 1, 0, false, false],
      [7, 2, 1, false, false],
    ]);
  });

  it("is sealed once its iteration is over: late steps reject and are counted", async () => {
    const late: unknown[] = [];
    let kept: Context | undefined;
    let goOn = () => {};
    const afterwards = new Promise<void>((done) => {
      goOn = done;
    });
    const scene = new Play((context) => {
      kept = context;
      void afterwards.then(() => context.click("#late").catch((error: unknown) => late.push((error as Error).message)));
    });
    await scene.iterate();
    goOn();
    await settle();
    kept?.innerText("#later");
    await settle();
    expect(scene.page.log).toEqual([]);
    expect(scene.told.late).toEqual(["click", "innerText"]);
    expect(late).toEqual([expect.stringContaining("click was called after its iteration was over")]);
  });
});
