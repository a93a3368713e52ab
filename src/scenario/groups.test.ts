import { describe, expect, it } from "vitest";
import { Play, play } from "../../test/fixtures/play.js";
import type { Context } from "./authoring/context-types.js";

const fetchLike = <T>(value: T) => new Promise<T>((done) => setImmediate(done, value));

describe("a group", () => {
  it("takes its place in the queue, and gives the function's value", async () => {
    const values: unknown[] = [];
    const { log, observer, result } = await play(async (context) => {
      context.click("#before");
      const value = context.step("group", (group) => group.click("#1").innerText("#2"));
      context.click("#after");
      values.push(await value, await context.step("empty", () => 5), await context.step("async", async () => fetchLike(6)));
    });
    expect(log).toEqual(["click #before", "click #1", "innerText #2", "click #after"]);
    expect(values).toEqual(["text of #2", 5, 6]);
    expect(observer.groups.map((group) => `${group.name} ${group.failed}`)).toEqual([
      "group false",
      "empty false",
      "async false",
    ]);
    expect(result.outcome).toBe("succeeded");
  });

  it("ends when the steps that its function did not await have run", async () => {
    const { log } = await play(async (context) => {
      await context.step("group", (group) => {
        void group.innerText("#1").then((text) => group.click(`#${text.length}`));
      });
      context.click("#after");
    });
    expect(log).toEqual(["innerText #1", "click #10", "click #after"]);
  });

  it("is timed as a whole, from its turn to the end of its last step", async () => {
    const scene = new Play((context) => context.click("#1").step("group", (group) => group.click("#2").click("#3")));
    const [first, second] = [scene.page.holds("click #1"), scene.page.holds("click #3")];
    const ended = scene.iterate();
    await first.begun;
    await scene.clock.advance(100);
    first.succeed();
    await second.begun;
    await scene.clock.advance(250);
    second.succeed();
    await ended;
    expect(scene.observer.groups).toEqual([{ name: "group", durationMs: 250, failed: false }]);
  });

  it("includes steps that its function calls on the outer context", async () => {
    const helper = (context: Context) => context.click("#helper");
    const { log } = await play(async (context) => {
      const group = context.step("outer", async () => {
        await context.click("#1");
        await fetchLike(0);
        await helper(context);
        await context.step("inner", async (inner) => {
          await context.click("#2");
          inner.click("#3");
        });
        return context.innerText("#4");
      });
      context.click("#after");
      expect(await group).toBe("text of #4");
    });
    expect(log).toEqual(["click #1", "click #helper", "click #2", "click #3", "innerText #4", "click #after"]);
  });

  it("runs as a whole before the steps after it in a Promise.all", async () => {
    const { log, result } = await play(async (context) => {
      await Promise.all([
        context.step("a", async (group) => {
          await group.click("#a1");
          await fetchLike(0);
          await context.click("#a2");
        }),
        context.click("#beside"),
        context.step("b", async () => {
          await context.click("#b1");
        }),
        (async () => {
          await fetchLike(0);
          await context.click("#later");
        })(),
      ]);
    });
    expect(log).toEqual(["click #a1", "click #a2", "click #beside", "click #b1", "click #later"]);
    expect(result.outcome).toBe("succeeded");
  });

  it("includes steps that callbacks from outside the iteration call while it runs", async () => {
    let callback = () => {};
    const scene = new Play((context) =>
      context.step("group", async () => {
        await new Promise<void>((done) => {
          callback = () => {
            context.click("#from outside").finally(done);
          };
        });
      }),
    );
    const ended = scene.iterate();
    await scene.clock.advance(0);
    callback();
    expect(await ended).toMatchObject({ outcome: "succeeded" });
    expect(scene.page.log).toEqual(["click #from outside"]);
  });

  it("passes later steps of its context on to the scope around it", async () => {
    const { log, result } = await play(async (context) => {
      let kept: Context | undefined;
      await context.step("group", (group) => {
        kept = group;
        void fetchLike(0)
          .then(() => fetchLike(0))
          .then(() => group.click("#floating"));
      });
      kept?.click("#kept");
      await fetchLike(0);
      await fetchLike(0);
    });
    expect(log).toEqual(["click #kept", "click #floating"]);
    expect(result.outcome).toBe("succeeded");
  });

  it("fails with the error of its step, which can be caught inside or outside", async () => {
    const caught: unknown[] = [];
    const { log, observer, result } = await play(
      async (context) => {
        await context
          .step("group", (group) => {
            group.click("#1").click("#bad").click("#never");
          })
          .catch((error: unknown) => caught.push((error as Error).message));
        await context.step("inside", async (group) => {
          await group.click("#bad").catch(() => {});
          group.click("#2");
        });
        await context.click("#3");
      },
      (page) => page.fails("click #bad", new Error("no")),
    );
    expect(log).toEqual(["click #1", "click #bad", "click #bad", "click #2", "click #3"]);
    expect(caught).toEqual(['step 3: click "#bad" failed on /counter: no']);
    expect(observer.groups.map((group) => `${group.name} ${group.failed}`)).toEqual(["group true", "inside false"]);
    expect(result.outcome).toBe("succeeded");
  });

  it("fails with the unchanged error of its own function, once its running step has ended", async () => {
    const own = new Error("my own");
    const scene = new Play(async (context) => {
      await context
        .step("group", async (group) => {
          group.click("#slow").click("#dropped");
          await fetchLike(0);
          throw own;
        })
        .catch((error: unknown) => expect(error).toBe(own));
      await context.click("#next");
    });
    const slow = scene.page.holds("click #slow");
    const ended = scene.iterate();
    await slow.begun;
    await scene.clock.advance(10);
    expect(scene.page.log).toEqual(["click #slow"]);
    slow.succeed();
    expect(await ended).toMatchObject({ outcome: "succeeded" });
    expect(scene.page.log).toEqual(["click #slow", "click #next"]);
  });

  it("fails the iteration when it is not awaited, also when nested", async () => {
    const { result, observer } = await play(
      (context) => {
        context.step("outer", (outer) => {
          outer.step("inner", (inner) => {
            inner.click("#bad");
          });
          outer.click("#never");
        });
        context.click("#never");
      },
      (page) => page.fails("click #bad"),
    );
    expect(result).toMatchObject({ outcome: "failed", failure: { category: "step", step: { number: 3, label: "click #bad" } } });
    expect(observer.groups.map((group) => `${group.name} ${group.failed}`)).toEqual(["inner true", "outer true"]);
  });
});
