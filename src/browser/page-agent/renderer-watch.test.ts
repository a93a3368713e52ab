import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { PageThread } from "./page-thread.js";
import { RendererWatch } from "./renderer-watch.js";

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A page that says something every second, except while it is frozen or in a task that nothing interrupts. */
class SimulatedPage {
  readonly clock = new FakeClock(0);
  readonly cdp = new FakeCdpSession();
  readonly holes: (readonly [fromMs: number, toMs: number])[] = [];
  readonly watch: RendererWatch;
  readonly #silences: readonly Stretch[];

  constructor(given: { readonly frozen?: readonly Stretch[]; readonly atWork?: readonly Stretch[]; readonly timers?: boolean }) {
    const { frozen = [], atWork = [], timers = true } = given;
    this.#silences = [...frozen, ...atWork];
    this.cdp.onSend = (method) => this.#later(() => (method === "Performance.getMetrics" ? this.#metrics(atWork) : {}));
    const thread = new PageThread(this.cdp, this.clock);
    const unmeasured = (fromMs: number, toMs: number) => void this.holes.push([fromMs, toMs]);
    this.watch = new RendererWatch({ clock: this.clock, thread, unmeasured });
    if (timers) this.#tick();
  }

  get asked(): number {
    return this.cdp.sent.filter(({ method }) => method === "Performance.getMetrics").length;
  }

  #tick(): void {
    this.clock.setTimer(() => {
      void this.#later(() => {
        this.watch.heard();
        this.#tick();
      });
    }, 1000);
  }

  /** Now, or when the page goes on. */
  #later<T>(action: () => T): Promise<T> {
    const now = this.clock.now();
    const until = Math.max(
      now,
      ...this.#silences.filter(({ fromMs, toMs }) => fromMs <= now && now < toMs).map(({ toMs }) => toMs),
    );
    return new Promise((resolve) => void this.clock.setTimer(() => resolve(action()), until - now));
  }

  #metrics(atWork: readonly Stretch[]) {
    const now = this.clock.now();
    const busyMs = atWork.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(now, toMs) - fromMs), 0);
    const metrics = ["ThreadTime", "TaskDuration"].map((name) => ({ name, value: (busyMs + now * 0.01) / 1000 }));
    return { metrics };
  }
}

const covers = (holes: SimulatedPage["holes"], { fromMs, toMs }: Stretch) =>
  Math.min(...holes.map(([from]) => from)) <= fromMs && Math.max(...holes.map(([, to]) => to)) >= toMs;

describe("the watch over a renderer", () => {
  it("asks nothing of a page that tells how its timers are", async () => {
    const page = new SimulatedPage({});
    await page.clock.advance(30_000);
    expect(page.asked).toBe(0);
    expect(page.holes).toEqual([]);
  });

  it("sees a hole in every page that stood still for two seconds or more, and not much more than that", async () => {
    for (const ms of [2000, 5000, 15_000]) {
      for (let fromMs = 10_001; fromMs < 11_200; fromMs += 97) {
        for (const timers of [true, false]) {
          const frozen = { fromMs, toMs: fromMs + ms };
          const page = new SimulatedPage({ frozen: [frozen], timers });
          await page.clock.advance(40_000);
          expect(covers(page.holes, frozen), `${ms} ms from ${fromMs}`).toBe(true);
          expect(Math.min(...page.holes.map(([from]) => from))).toBeGreaterThanOrEqual(fromMs - 1200);
          expect(Math.max(...page.holes.map(([, to]) => to))).toBeLessThanOrEqual(fromMs + ms + 100);
        }
      }
    }
  });

  it("tells of a long hole while it lasts", async () => {
    const page = new SimulatedPage({ frozen: [{ fromMs: 10_500, toMs: 1e6 }] });
    for (let at = 14_000; at < 30_000; at += 1000) {
      await page.clock.advance(at - page.clock.now());
      expect(page.holes[0]?.[0]).toBe(10_000);
      expect(page.holes.at(-1)?.[1]).toBeGreaterThan(at - 600);
    }
    page.watch.end();
    expect(page.holes.at(-1)?.[1]).toBe(page.clock.now());
    // Each piece of it once, without a gap: what a page that stands still costs does not grow.
    expect(page.holes.slice(1).map(([from]) => from)).toEqual(page.holes.slice(0, -1).map(([, to]) => to));
    expect(page.clock.pending).toBeLessThanOrEqual(3);
  });

  it("sees no hole in a page that is at work, and was looked at shortly before", async () => {
    const page = new SimulatedPage({ atWork: [{ fromMs: 11_000, toMs: 13_900 }], timers: false });
    await page.clock.advance(20_000);
    expect(page.holes).toEqual([]);
  });

  it("does not blame the page for the time in which this process stood still", async () => {
    const page = new SimulatedPage({ timers: false });
    await page.clock.advance(10_300);
    await page.clock.sleepThrough(5000);
    await page.clock.advance(5000);
    expect(page.holes).toEqual([]);
  });

  it("does not mind a session that is gone", async () => {
    const page = new SimulatedPage({ timers: false });
    page.cdp.onSend = () => Promise.reject(new Error("the session is gone"));
    await page.clock.advance(10_000);
    page.watch.end();
    expect(page.holes).toEqual([]);
    expect(page.clock.pending).toBe(0);
  });
});
