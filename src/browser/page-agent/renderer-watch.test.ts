import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { PageThread } from "./page-thread.js";
import { RendererWatch } from "./renderer-watch.js";

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A page that reports every second, except while it is frozen or in a task that cannot be interrupted. */
class SimulatedPage {
  readonly clock = new FakeClock(0);
  readonly cdp = new FakeCdpSession();
  readonly gaps: (readonly [fromMs: number, toMs: number])[] = [];
  readonly watch: RendererWatch;
  readonly #silences: readonly Stretch[];

  constructor(given: { readonly frozen?: readonly Stretch[]; readonly atWork?: readonly Stretch[]; readonly timers?: boolean }) {
    const { frozen = [], atWork = [], timers = true } = given;
    this.#silences = [...frozen, ...atWork];
    this.cdp.onSend = (method) => this.#later(() => (method === "Performance.getMetrics" ? this.#metrics(atWork) : {}));
    const thread = new PageThread(this.cdp, this.clock);
    const unmeasured = (fromMs: number, toMs: number) => void this.gaps.push([fromMs, toMs]);
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

  /** Runs now, or when the page continues. */
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

const covers = (gaps: SimulatedPage["gaps"], { fromMs, toMs }: Stretch) =>
  Math.min(...gaps.map(([from]) => from)) <= fromMs && Math.max(...gaps.map(([, to]) => to)) >= toMs;

describe("the watch over a renderer", () => {
  it("does not probe a page that reports its timers", async () => {
    const page = new SimulatedPage({});
    await page.clock.advance(30_000);
    expect(page.asked).toBe(0);
    expect(page.gaps).toEqual([]);
  });

  it("reports a gap, of about its real length, for every page that was frozen for two seconds or more", async () => {
    for (const ms of [2000, 5000, 15_000]) {
      for (let fromMs = 10_001; fromMs < 11_200; fromMs += 97) {
        for (const timers of [true, false]) {
          const frozen = { fromMs, toMs: fromMs + ms };
          const page = new SimulatedPage({ frozen: [frozen], timers });
          await page.clock.advance(40_000);
          expect(covers(page.gaps, frozen), `${ms} ms from ${fromMs}`).toBe(true);
          expect(Math.min(...page.gaps.map(([from]) => from))).toBeGreaterThanOrEqual(fromMs - 1200);
          expect(Math.max(...page.gaps.map(([, to]) => to))).toBeLessThanOrEqual(fromMs + ms + 100);
        }
      }
    }
  });

  it("reports a long gap while it lasts", async () => {
    const page = new SimulatedPage({ frozen: [{ fromMs: 10_500, toMs: 1e6 }] });
    for (let at = 14_000; at < 30_000; at += 1000) {
      await page.clock.advance(at - page.clock.now());
      expect(page.gaps[0]?.[0]).toBe(10_000);
      expect(page.gaps.at(-1)?.[1]).toBeGreaterThan(at - 600);
    }
    page.watch.end();
    expect(page.gaps.at(-1)?.[1]).toBe(page.clock.now());
    // Each piece once and without overlap: the cost of a frozen page does not grow.
    expect(page.gaps.slice(1).map(([from]) => from)).toEqual(page.gaps.slice(0, -1).map(([, to]) => to));
    expect(page.clock.pending).toBeLessThanOrEqual(3);
  });

  it("reports no gap for a page that is busy and was sampled shortly before", async () => {
    const page = new SimulatedPage({ atWork: [{ fromMs: 11_000, toMs: 13_900 }], timers: false });
    await page.clock.advance(20_000);
    expect(page.gaps).toEqual([]);
  });

  it("does not blame the page for time in which this process itself was frozen", async () => {
    const page = new SimulatedPage({ timers: false });
    await page.clock.advance(10_300);
    await page.clock.sleepThrough(5000);
    await page.clock.advance(5000);
    expect(page.gaps).toEqual([]);
  });

  it("survives a session that is gone", async () => {
    const page = new SimulatedPage({ timers: false });
    page.cdp.onSend = () => Promise.reject(new Error("the session is gone"));
    await page.clock.advance(10_000);
    page.watch.end();
    expect(page.gaps).toEqual([]);
    expect(page.clock.pending).toBe(0);
  });
});
