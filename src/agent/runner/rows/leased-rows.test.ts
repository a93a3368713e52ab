import { describe, expect, it } from "vitest";
import { FakeClock, settle } from "../../../../test/fixtures/fake-clock.js";
import { delay } from "../../../base/deadline.js";
import { LiveLoadError } from "../../../base/errors.js";
import { LeasedRows } from "./leased-rows.js";

/** A pool of rows 1 … n, and the requests of its node. */
class Scene {
  readonly clock = new FakeClock();
  readonly asked: { readonly seq: number; readonly count: number }[] = [];
  readonly stop = new AbortController();
  readonly rows: LeasedRows;
  /** Requests that are lost: before they reach the controller, or with the answer. */
  failing: LiveLoadError[] = [];
  tookMs = 10;
  #next = 1;
  #last: { readonly seq: number; readonly rows: object[] } | undefined;

  constructor(size: number, ahead: number) {
    this.rows = new LeasedRows({
      clock: this.clock,
      pool: { name: "people", mode: "unique", per: "iteration", size },
      ahead,
      signal: this.stop.signal,
      lease: async ({ seq, count }) => {
        this.asked.push({ seq, count });
        await delay(this.tookMs, { clock: this.clock });
        if (this.#last?.seq !== seq) {
          const left = size - this.#next + 1;
          const rows = Array.from({ length: Math.min(count, left) }, (_, at) => ({ id: this.#next + at }));
          this.#next += rows.length;
          this.#last = { seq, rows };
        }
        const failure = this.failing.shift();
        if (failure !== undefined) throw failure;
        return { rows: [...(this.#last.rows as Record<string, unknown>[])], usedUp: this.#next > size };
      },
    });
  }

  take(signal = new AbortController().signal, timeoutMs = 1000) {
    return this.rows.take({ timeoutMs, signal });
  }

  async taken(): Promise<unknown> {
    const row = this.take();
    if (!(row instanceof Promise)) return row?.id;
    await this.clock.advance(50);
    return (await row)?.id;
  }
}

const lost = () => new LiveLoadError("CHANNEL_CLOSED", "the connection ended");

describe("rows that are handed out in order", () => {
  it("are in store before they are needed, and refilled when half of them are gone", async () => {
    const scene = new Scene(100, 4);
    const filled = scene.rows.fill();
    await scene.clock.advance(10);
    await filled;
    expect([scene.take(), scene.take()]).toEqual([{ id: 1 }, { id: 2 }]);
    await scene.clock.advance(10);
    expect(Array.from({ length: 4 }, () => scene.take())).toEqual([{ id: 3 }, { id: 4 }, { id: 5 }, { id: 6 }]);
    expect(scene.asked.slice(0, 2)).toEqual([
      { seq: 1, count: 4 },
      { seq: 2, count: 2 },
    ]);
  });

  it("are awaited in the order of requests when the store is empty", async () => {
    const scene = new Scene(100, 1);
    const takes = [scene.take(), scene.take(), scene.take()].map(async (row) => row);
    await scene.clock.advance(100);
    expect(await Promise.all(takes)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  it("end when the pool is used up, each handed out once", async () => {
    const scene = new Scene(5, 2);
    const ids: unknown[] = [];
    for (let at = 0; at < 8; at += 1) ids.push(await scene.taken());
    expect(ids).toEqual([1, 2, 3, 4, 5, undefined, undefined, undefined]);
    const before = scene.asked.length;
    await scene.taken();
    expect(scene.asked).toHaveLength(before);
  });

  it("come once when an answer was lost, as the same request is repeated", async () => {
    const scene = new Scene(10, 2);
    scene.failing = [lost(), lost()];
    const row = scene.take(undefined, 5000);
    await scene.clock.advance(2000);
    expect(await row).toEqual({ id: 1 });
    expect(scene.asked.slice(0, 3).map(({ seq }) => seq)).toEqual([1, 1, 1]);
    expect(await scene.taken()).toBe(2);
    expect(await scene.taken()).toBe(3);
  });

  it("go to the next user when the one that waited gives up", async () => {
    const scene = new Scene(10, 1);
    scene.tookMs = 2000;
    const stop = new AbortController();
    const [late, stopped, patient] = [
      scene.take(),
      scene.take(stop.signal),
      scene.rows.take({ timeoutMs: 9000, signal: scene.stop.signal }),
    ];
    const outcomes = Promise.allSettled([late, stopped]);
    stop.abort();
    await scene.clock.advance(1000);
    expect(await outcomes).toMatchObject([
      { status: "rejected", reason: { message: "waited 1000 ms for a row of the data pool people" } },
      { status: "rejected", reason: { code: "ABORTED" } },
    ]);
    await scene.clock.advance(5000);
    expect(await patient).toEqual({ id: 1 });
  });

  it("are no longer requested when the controller refuses or the run ends", async () => {
    const scene = new Scene(10, 1);
    scene.failing = [new LiveLoadError("CHANNEL_PROTOCOL", "no such pool")];
    const refused = Promise.resolve(scene.take());
    refused.catch(() => {});
    await scene.clock.advance(10);
    await expect(refused).rejects.toThrow("no such pool");
    scene.stop.abort();
    await settle();
    const before = scene.asked.length;
    const never = Promise.resolve(scene.take());
    never.catch(() => {});
    await scene.clock.advance(1000);
    await expect(never).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect(scene.asked).toHaveLength(before);
  });
});
