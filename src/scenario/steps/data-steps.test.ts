import { describe, expect, it } from "vitest";
import { Play } from "../../../test/fixtures/play.js";
import { delay } from "../../base/deadline.js";
import type { RowDraw, RowPort } from "../iteration/iteration-ports.js";

/** Pools whose rows are numbered in the order of the draws. */
function pool(given: Partial<RowPort> = {}): RowPort & { readonly draws: RowDraw[] } {
  const draws: RowDraw[] = [];
  return {
    draws,
    pools: ["people", "towns"],
    take: (_pool, draw) => {
      draws.push(draw);
      return { id: draws.length };
    },
    ...given,
  };
}

describe("row", () => {
  it("gives an iteration the same row of a pool each time, and the next iteration another", async () => {
    const rows = pool();
    const seen: unknown[] = [];
    const scene = new Play(
      async (context) => {
        seen.push(await context.row("people"), await context.step("again", (group) => group.row("people")));
        await context.row("people", { as: "person" }).row("towns", { as: (town) => ({ town }) });
        seen.push(context.assigns.person, context.assigns.town);
      },
      { rows },
    );
    expect((await scene.iterate()).outcome).toBe("succeeded");
    await scene.iterate();
    expect(seen).toEqual([1, 1, 1, 2, 3, 3, 3, 4].map((id) => ({ id })));
    expect(rows.draws.map(({ userId, iteration, scope }) => [userId, iteration, scope])).toEqual([
      [7, 1, "run"],
      [7, 1, "run"],
      [7, 2, "run"],
      [7, 2, "run"],
    ]);
    expect(scene.observer.steps).toEqual([]);
  });

  it("ends the user as halt does when the pool is used up", async () => {
    const scene = new Play((context) => context.click("#a").row("people").click("#b"), { rows: pool({ take: () => undefined }) });
    expect(await scene.iterate()).toMatchObject({ outcome: "interrupted", halted: "data-used-up", failure: undefined });
    expect(scene.page.log).toEqual(["click #a"]);
  });

  it("does not count towards the iteration's time, also after the end of the load", async () => {
    const scene: Play = new Play((context) => context.click("#a").row("people").click("#b"), {
      rows: pool({ take: () => delay(200_000, { clock: scene.clock }).then(() => ({ id: 1 })) }),
    });
    const ended = scene.iterate();
    await scene.clock.advance(1);
    scene.endLoad();
    await scene.clock.advance(200_000);
    expect(await ended).toMatchObject({ outcome: "succeeded", pausedMs: 200_000 });
    expect(scene.page.log).toEqual(["click #a", "click #b"]);
  });

  it("stops waiting at an interrupt, and passes its timeout on", async () => {
    let limitMs = 0;
    const rows = pool({
      take: (_pool, _draw, { signal, timeoutMs }) => {
        limitMs = timeoutMs;
        return new Promise((_, refuse) => signal.addEventListener("abort", () => refuse(new Error("stopped"))));
      },
    });
    const scene = new Play((context) => context.row("people", { timeout: "3s" }), { rows });
    const ended = scene.iterate();
    await scene.clock.advance(1);
    scene.interrupt();
    expect(await ended).toMatchObject({ outcome: "interrupted", halted: false });
    expect(limitMs).toBe(3000);
  });

  it("refuses a pool that is not declared, with a suggestion", async () => {
    const wrong = new Play((context) => context.row("peple"), { rows: pool() });
    expect((await wrong.iterate()).failure?.message).toMatch(
      /there is no data pool "peple"; .*"people".*\(declared: people, towns\)/,
    );
    const none = new Play((context) => context.row("people"));
    expect((await none.iterate()).failure?.message).toContain('there is no data pool "people"; the scenario declares none');
    const nothing = new Play((context) => context.row(undefined as never), { rows: pool() });
    expect((await nothing.iterate()).failure?.message).toContain("but it takes the name of a data pool");
  });
});

describe("random numbers", () => {
  it("come from the iteration's own stream, also in functions that are arguments", async () => {
    const runOnce = async () => {
      const numbers: number[] = [];
      const scene = new Play(
        (context) => {
          numbers.push(context.random());
          return context.click((state) => `#a${numbers.push(state.random())}`);
        },
        { randomOf: (iteration, scope) => () => iteration + scope.length / 10 },
      );
      await scene.iterate();
      await scene.iterate();
      return numbers;
    };
    expect(await runOnce()).toEqual([1.3, 1.3, 2.3, 2.3]);
  });
});

describe("what setup returned", () => {
  it("is available in every iteration and group", async () => {
    const seen: unknown[] = [];
    const scene = new Play(
      async (context) => {
        seen.push(context.setup);
        await context.step("group", (group) => void seen.push(group.setup));
      },
      { setup: { token: "t" } },
    );
    await scene.iterate();
    expect(seen).toEqual([{ token: "t" }, { token: "t" }]);
  });
});

describe("hooks of a user", () => {
  it("do not count as iterations, and are named in their failures", async () => {
    const seen: unknown[] = [];
    const scene = new Play((context) => void seen.push(`run ${context.iteration}`), {
      spec: {
        beforeUser: (context: { readonly iteration: number }, userId: number) =>
          void seen.push(`before ${context.iteration} of ${userId}`),
        afterUser: async (context: { click(selector: string): PromiseLike<void> }) => context.click("#gone"),
      },
    });
    scene.page.fails("click #gone", "no such element");
    expect(await scene.hook("beforeUser")).toMatchObject({ outcome: "succeeded" });
    await scene.iterate();
    await scene.iterate();
    const after = await scene.hook("afterUser");
    expect(seen).toEqual(["before 0 of 7", "run 1", "run 2"]);
    expect(after?.failure).toMatchObject({ category: "step", step: { operation: "click", label: "click #gone" } });
    expect(after?.failure?.message).toMatch(/^in afterUser: step 1: click "#gone" failed/);
    expect(new Play(() => {}).hook("beforeUser")).toBeUndefined();
  });

  it("have a timeout of their own, and say at which step they were", async () => {
    const scene = new Play(() => {}, { spec: { beforeUser: () => new Promise(() => {}) } });
    const ended = scene.hook("beforeUser");
    await scene.clock.advance(120_000);
    expect((await ended)?.failure).toMatchObject({
      category: "timeout",
      message: "in beforeUser: it took longer than 2 min; no step was under way",
    });
  });
});

describe("a user in a part of a mix", () => {
  it("prefixes the names of its steps, groups, checks and throttles with the part's, in failures too", async () => {
    const acquired: string[] = [];
    const scene = new Play(
      (context) =>
        context
          .throttle("pace")
          .step("group", (group) => group.click("#a"))
          .expect("so", () => true)
          .metric("price")
          .add(3)
          .click("#gone"),
      {
        part: "buy",
        throttles: ["pace"],
        ports: { throttle: { acquire: async (name) => ({ release: () => void acquired.push(name) }) } },
      },
    );
    scene.page.fails("click #gone", "no such element");
    const { failure } = await scene.iterate();
    expect(scene.observer.labels).toEqual(["buy: click #a", "buy: click #gone failed"]);
    expect(scene.observer.groups.map(({ name }) => name)).toEqual(["buy: group"]);
    expect(scene.observer.checks).toMatchObject([{ name: "buy: so", passed: true }]);
    expect(scene.observer.metrics).toEqual(["histogram price 3"]);
    expect(acquired).toEqual(["buy: pace"]);
    expect(failure).toMatchObject({ step: { label: "buy: click #gone" } });
    expect(failure?.message).toMatch(/^buy: step \d+: click "#gone" failed/);
  });
});
