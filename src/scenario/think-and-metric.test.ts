import { describe, expect, it } from "vitest";
import { Play, play } from "../../test/fixtures/play.js";

describe("think", () => {
  it("waits for its time, or for a random time between the two", async () => {
    const scene = new Play((context) =>
      context
        .think("2s")
        .click("#a")
        .think(() => "1s", 3000)
        .click("#b"),
    );
    const ended = scene.iterate();
    await scene.clock.advance(1999);
    expect(scene.page.log).toEqual([]);
    await scene.clock.advance(1);
    expect(scene.page.log).toEqual(["click #a"]);
    await scene.clock.advance(1999);
    expect(scene.page.log).toEqual(["click #a"]);
    await scene.clock.advance(1);
    expect(await ended).toMatchObject({ outcome: "succeeded", pausedMs: 4000 });
    expect(scene.observer.labels).toEqual(["click #a", "click #b"]);
  });

  it("refuses anything but a duration", async () => {
    expect((await play((context) => context.think("soon" as never))).result.failure?.message).toContain(
      'its time is "soon", but it takes a duration',
    );
    expect((await play((context) => context.think("2s", "1s"))).result.failure?.message).toContain("max is shorter than its min");
  });
});

describe("metric", () => {
  it("adds the value when its turn comes, on a context and on a pipeline", async () => {
    const { observer, result } = await play((context) => {
      const price = context.metric("price");
      price.add(3);
      context.assign({ n: 4 });
      return price
        .add((state) => state.assigns.n)
        .metric("sold", { kind: "counter" })
        .add(1)
        .click("#a");
    });
    expect(observer.metrics).toEqual(["histogram price 3", "histogram price 4", "counter sold 1"]);
    expect(result.outcome).toBe("succeeded");
  });

  it("refuses a value that is not a number of at least 0", async () => {
    const { result } = await play((context) => context.metric("price").add(Number.NaN));
    expect(result.failure?.message).toBe(
      'step 1: metric "price" failed on /counter: its value is NaN, but it takes a number of at least 0',
    );
  });
});
