import { describe, expect, it } from "vitest";
import { Play, play } from "../../test/fixtures/play.js";
import type { Context } from "./authoring/context-types.js";

const never = () => new Promise<never>(() => {});
const fetchLike = <T>(value: T) => new Promise<T>((done) => setImmediate(done, value));

describe("halt", () => {
  it("skips the remaining steps and ends the user; the iteration succeeded", async () => {
    const { result, log } = await play((context) => {
      context.click("#1").halt().click("#2");
      context.fail("too late");
    });
    expect(log).toEqual(["click #1"]);
    expect(result).toMatchObject({ outcome: "succeeded", halted: "halted", failure: undefined });
  });

  it.each([
    ["itself", async (context: Context) => await context.halt()],
    ["a step behind it", async (context: Context) => await context.halt().innerText("#a")],
    [
      "a later step",
      async (context: Context) => {
        context.halt();
        await context.innerText("#a");
      },
    ],
    ["it in a group", async (context: Context) => await context.step("group", async (group) => await group.halt())],
  ])("unwinds run when %s is awaited", async (_what, run) => {
    const reached: string[] = [];
    const { result, log } = await play(async (context) => {
      try {
        await run(context);
        reached.push("after");
      } finally {
        reached.push(`finally ${context.halted}`);
      }
    });
    expect(reached).toEqual(["finally true"]);
    expect(log).toEqual([]);
    expect(result).toMatchObject({ outcome: "succeeded", halted: "halted" });
  });

  it("cannot be undone by catching its error", async () => {
    const { result, log } = await play(async (context) => {
      await context.halt().catch(() => {});
      await context.click("#no").catch(() => {});
      throw new Error("own");
    });
    expect(log).toEqual([]);
    expect(result).toMatchObject({ outcome: "succeeded", halted: "halted" });
  });
});

describe("fail and abort", () => {
  it("fail the iteration with their reason", async () => {
    const { result } = await play((context) =>
      context
        .assign({ n: 3 })
        .fail((state) => `only ${state.assigns.n}`)
        .click("#no"),
    );
    expect(result).toMatchObject({
      outcome: "failed",
      halted: false,
      abortReason: undefined,
      failure: { category: "fail", message: "only 3", step: { number: 2, operation: "fail" }, url: "http://site.test/counter" },
    });
    expect(result.failure?.stack).toContain("endings.test.ts");
  });

  it("pass the reason of abort on in the result", async () => {
    const { result } = await play(async (context) => {
      await context.abort("wrong environment");
    });
    expect(result).toMatchObject({ outcome: "failed", abortReason: "wrong environment", failure: { category: "fail" } });
  });

  it("do not replace the first ending", async () => {
    const { result } = await play(async (context) => {
      await context.fail("first").catch(() => expect(context.failed).toBe(true));
      await context.abort("second").catch(() => {});
      await context.halt().catch(() => {});
    });
    expect(result).toMatchObject({ outcome: "failed", halted: false, abortReason: undefined, failure: { message: "first" } });
  });
});

describe("the iteration's timeout", () => {
  it("aborts the running operation and names it", async () => {
    const scene = new Play(async (context) => {
      await context.click("#slow").catch(() => {});
      await context.click("#next");
    });
    const slow = scene.page.holds("click #slow");
    const ended = scene.iterate();
    await slow.begun;
    await scene.clock.advance(119_999);
    expect(slow.options().signal.aborted).toBe(false);
    await scene.clock.advance(1);
    const result = await ended;
    expect(slow.options().signal.aborted).toBe(true);
    expect(result).toMatchObject({
      outcome: "failed",
      failure: {
        category: "timeout",
        message: 'the iteration took longer than 2 min; it was at step 1: click "#slow"',
        step: { number: 1, operation: "click", label: "click #slow" },
      },
    });
    expect(result.endedAtMs - result.startedAtMs).toBe(120_000);
    expect(scene.page.log).toEqual(["click #slow"]);
    expect(scene.observer.steps).toEqual([]);
    expect(scene.clock.pending).toBe(0);
  });

  it("ends an iteration whose own code hangs", async () => {
    const scene = new Play(async (context) => {
      context.click("#1");
      await never();
    });
    const ended = scene.iterate();
    await scene.clock.advance(120_000);
    expect(await ended).toMatchObject({
      outcome: "failed",
      failure: { category: "timeout", message: "the iteration took longer than 2 min; no step was under way" },
    });
  });

  it("does not hide a step that failed before", async () => {
    const scene = new Play(async (context) => {
      context.click("#bad");
      await never();
    });
    scene.page.fails("click #bad", new Error("no"));
    const ended = scene.iterate();
    await scene.clock.advance(120_000);
    expect(await ended).toMatchObject({ outcome: "failed", failure: { category: "step", step: { label: "click #bad" } } });
  });

  it("names the group whose own code hangs", async () => {
    const scene = new Play((context) => context.click("#a").step("checkout", never));
    const ended = scene.iterate();
    await scene.clock.advance(120_000);
    const { failure } = await ended;
    expect(failure?.message).toBe('the iteration took longer than 2 min; it was at step 2: step "checkout"');
    expect(failure?.stack?.split("\n")[1]).toContain("endings.test.ts");
  });

  it("ends an iteration that hangs after halt, which still succeeded", async () => {
    const scene = new Play(async (context) => {
      context.halt();
      await never();
    });
    const ended = scene.iterate();
    await scene.clock.advance(120_000);
    expect(await ended).toMatchObject({ outcome: "succeeded", halted: "halted" });
  });

  it("ends an iteration whose operation ignores the abort, and ignores its late result", async () => {
    const seen: unknown[] = [];
    const scene = new Play(async (context) => {
      seen.push(await context.innerText("#slow", { as: "text" }).catch((error: unknown) => (error as Error).message));
    });
    const slow = scene.page.holds("innerText #slow", { deaf: true });
    const ended = scene.iterate();
    await slow.begun;
    await scene.clock.advance(120_000);
    expect(await ended).toMatchObject({ outcome: "failed" });
    slow.succeed("late");
    await scene.clock.advance(0);
    expect(seen).toEqual([expect.stringContaining("the iteration has failed")]);
    expect(scene.observer.steps).toEqual([]);
  });

  it("lets the scenario's finally blocks run", async () => {
    const reached: string[] = [];
    const scene = new Play(async (context) => {
      try {
        await context.click("#slow");
      } finally {
        reached.push("finally");
      }
    });
    scene.page.holds("click #slow");
    const ended = scene.iterate();
    await scene.clock.advance(120_000);
    await ended;
    expect(reached).toEqual(["finally"]);
  });

  it("does not count think time, not even in groups", async () => {
    const scene = new Play((context) =>
      context.think("90s").step("group", (group) => group.think("1m", "2m").step("inner", (inner) => inner.click("#a"))),
    );
    const click = scene.page.holds("click #a");
    const ended = scene.iterate();
    await scene.clock.advance(90_000);
    await scene.clock.advance(90_000);
    await click.begun;
    await scene.clock.advance(119_000);
    click.succeed();
    const result = await ended;
    expect(result).toMatchObject({ outcome: "succeeded", pausedMs: 180_000 });
    expect(result.endedAtMs - result.startedAtMs).toBe(299_000);
  });

  it("continues to run down after a pause", async () => {
    const scene = new Play((context) => context.click("#a").think("10m").click("#b"));
    const [a, b] = [scene.page.holds("click #a"), scene.page.holds("click #b")];
    const ended = scene.iterate();
    await a.begun;
    await scene.clock.advance(100_000);
    a.succeed();
    await scene.clock.advance(600_000);
    await b.begun;
    await scene.clock.advance(20_000);
    expect(await ended).toMatchObject({ outcome: "failed", pausedMs: 600_000, failure: { category: "timeout" } });
  });
});

describe("an interrupt", () => {
  it("aborts everything at once", async () => {
    const scene = new Play(async (context) => {
      context.click("#slow").click("#next");
      await never();
    });
    const slow = scene.page.holds("click #slow", { deaf: true });
    const ended = scene.iterate();
    await slow.begun;
    scene.interrupt();
    expect(await ended).toMatchObject({ outcome: "interrupted", halted: false, failure: undefined });
    expect(slow.options().signal.aborted).toBe(true);
    slow.succeed();
    await scene.clock.advance(0);
    expect(scene.page.log).toEqual(["click #slow"]);
    expect(scene.observer.steps).toEqual([]);
    expect(scene.clock.pending).toBe(0);
  });

  it("keeps an iteration from starting", async () => {
    const called: string[] = [];
    const scene = new Play(() => called.push("run"));
    scene.interrupt();
    expect(await scene.iterate()).toMatchObject({ outcome: "interrupted" });
    expect(called).toEqual([]);
  });
});

describe("the end of the load", () => {
  it("cuts think time short, and the iteration counts as interrupted", async () => {
    const reached: string[] = [];
    const scene = new Play(async (context) => {
      try {
        await context.click("#a").think("1h").click("#never");
      } finally {
        reached.push("finally");
      }
    });
    const ended = scene.iterate();
    await scene.clock.advance(5000);
    scene.endLoad();
    const result = await ended;
    expect(result).toMatchObject({ outcome: "interrupted", pausedMs: 5000 });
    expect(scene.page.log).toEqual(["click #a"]);
    expect(reached).toEqual(["finally"]);
  });

  it("lets other steps go on until the next think time", async () => {
    const scene = new Play((context) => context.click("#a").click("#b").think("1s").click("#never"));
    const a = scene.page.holds("click #a");
    const ended = scene.iterate();
    await a.begun;
    scene.endLoad();
    await scene.clock.advance(1000);
    a.succeed();
    expect(await ended).toMatchObject({ outcome: "interrupted" });
    expect(scene.page.log).toEqual(["click #a", "click #b"]);
  });

  it("lets an iteration without think time succeed", async () => {
    const scene = new Play(async (context) => {
      await fetchLike(0);
      await context.click("#a");
    });
    scene.endLoad();
    expect(await scene.iterate()).toMatchObject({ outcome: "succeeded" });
  });
});
