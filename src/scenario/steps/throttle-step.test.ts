import { describe, expect, it } from "vitest";
import { Play } from "../../../test/fixtures/play.js";
import type { Context } from "../authoring/context-types.js";
import type { ThrottlePort } from "../iteration/iteration-ports.js";

/** A throttle that grants on demand. */
class FakeThrottle implements ThrottlePort {
  readonly log: string[] = [];
  readonly #waiting: (() => void)[] = [];

  acquire(name: string, signal: AbortSignal): Promise<{ release(): void }> {
    this.log.push(`wait ${name}`);
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("aborted")));
      this.#waiting.push(() => resolve({ release: () => this.log.push(`release ${name}`) }));
    });
  }

  grant(): void {
    this.log.push("grant");
    this.#waiting.shift()?.();
  }
}

function playThrottled(run: (context: Context) => unknown, throttle: ThrottlePort | undefined) {
  return new Play(run, { throttles: ["orders", "seats"], ports: throttle === undefined ? {} : { throttle } });
}

describe("throttle", () => {
  it("holds its slot until the end of the iteration, and the wait does not count", async () => {
    const throttle = new FakeThrottle();
    const scene = playThrottled((context) => context.throttle("orders").click("#a"), throttle);
    scene.page.does("click #a", () => void throttle.log.push("click"));
    const ended = scene.iterate();
    await scene.clock.advance(600_000);
    throttle.grant();
    expect(await ended).toMatchObject({ outcome: "succeeded", pausedMs: 600_000 });
    expect(throttle.log).toEqual(["wait orders", "grant", "click", "release orders"]);
    expect(scene.observer.labels).toEqual(["click #a"]);
  });

  it("holds its slot while the given function runs, and that time counts", async () => {
    const throttle = new FakeThrottle();
    const scene = playThrottled(async (context) => {
      const text = await context.throttle("seats", async (held) => {
        await held.click("#a");
        return context.innerText("#b");
      });
      throttle.log.push(text);
    }, throttle);
    const click = scene.page.holds("click #a");
    const ended = scene.iterate();
    await scene.clock.advance(1000);
    throttle.grant();
    await click.begun;
    await scene.clock.advance(500);
    click.succeed();
    expect(await ended).toMatchObject({ outcome: "succeeded", pausedMs: 1000 });
    expect(throttle.log).toEqual(["wait seats", "grant", "release seats", "text of #b"]);
  });

  it("returns its slot when the function fails", async () => {
    const throttle = new FakeThrottle();
    const own = new Error("own");
    const scene = playThrottled(async (context) => {
      const held = context.throttle("seats", () => Promise.reject(own));
      await held.catch((error: unknown) => expect(error).toBe(own));
      throttle.log.push("after");
    }, throttle);
    const ended = scene.iterate();
    await scene.clock.advance(0);
    throttle.grant();
    expect(await ended).toMatchObject({ outcome: "succeeded" });
    expect(throttle.log).toEqual(["wait seats", "grant", "release seats", "after"]);
  });

  it("returns its slot at the iteration's timeout when the function hangs", async () => {
    const throttle = new FakeThrottle();
    const scene = playThrottled((context) => context.throttle("seats", () => new Promise(() => {})), throttle);
    const ended = scene.iterate();
    await scene.clock.advance(0);
    throttle.grant();
    await scene.clock.advance(120_000);
    expect(await ended).toMatchObject({ outcome: "failed", failure: { category: "timeout" } });
    expect(throttle.log).toEqual(["wait seats", "grant", "release seats"]);
  });

  it("stops waiting at the end of the load, and returns a slot that is granted later at once", async () => {
    const log: string[] = [];
    let grant = () => {};
    const deaf: ThrottlePort = {
      acquire: () =>
        new Promise((resolve) => {
          grant = () => resolve({ release: () => log.push("release") });
        }),
    };
    const scene = playThrottled((context) => context.throttle("orders").click("#never"), deaf);
    const ended = scene.iterate();
    await scene.clock.advance(3000);
    scene.endLoad();
    expect(await ended).toMatchObject({ outcome: "interrupted", pausedMs: 3000 });
    grant();
    await scene.clock.advance(0);
    expect(log).toEqual(["release"]);
    expect(scene.page.log).toEqual([]);
  });

  it("fails for a name that was not declared, and lists the declared ones", async () => {
    const result = await playThrottled((context) => context.throttle("order"), new FakeThrottle()).iterate();
    expect(result.failure?.message).toBe(
      'step 1: throttle "order" failed on /counter: there is no throttle "order"; did you mean "orders"? (declared: orders, seats)',
    );
    const none = await new Play((context) => context.throttle("order")).iterate();
    expect(none.failure?.message).toContain("the scenario declares none");
  });

  it("fails without a throttle port", async () => {
    const result = await playThrottled((context) => context.throttle("orders"), undefined).iterate();
    expect(result.failure?.message).toContain("throttles are not available here");
  });
});
