import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import { PageThread } from "./page-thread.js";
import { TimerLateness } from "./timer-lateness.js";

/** A page whose thread accounting is set by the test. */
const watched = () => {
  const clock = new FakeClock(0);
  const telemetry = new RecordingTelemetry();
  const cdp = new FakeCdpSession();
  const used = { cpu: 0, tasks: 0 };
  cdp.onSend = () => ({
    metrics: [
      { name: "ThreadTime", value: used.cpu / 1000 },
      { name: "TaskDuration", value: used.tasks / 1000 },
    ],
  });
  const lateness = new TimerLateness({ clock, telemetry, thread: new PageThread(cdp, clock) });
  /** One second with one timer; meanwhile the thread was in tasks and on a CPU for the given times. */
  const second = async (lateMs: number, of: { cpuMs: number; tasksMs: number }) => {
    await clock.advance(1000 + lateMs);
    used.cpu += of.cpuMs;
    used.tasks += of.tasksMs;
    await lateness.record(lateMs, clock.now());
    return Math.round(telemetry.gauges.at(-1)?.value ?? Number.NaN);
  };
  return { clock, cdp, telemetry, second };
};

describe("the lateness of a page's timers", () => {
  it("is recorded as it is while it is small, without asking the browser", async () => {
    const { cdp, second } = watched();
    expect(await second(3, { cpuMs: 5, tasksMs: 5 })).toBe(3);
    expect(await second(50, { cpuMs: 5, tasksMs: 60 })).toBe(50);
    expect(cdp.sent).toEqual([]);
  });

  it("excludes the page's own work", async () => {
    const { second } = watched();
    const seen: number[] = [];
    for (let round = 0; round < 5; round += 1) seen.push(await second(340, { cpuMs: 690, tasksMs: 710 }));
    expect(seen).toEqual([0, 20, 20, 20, 20]);
    expect(await second(20, { cpuMs: 690, tasksMs: 710 })).toBe(20);
  });

  it("includes the time for which the thread's tasks waited for a CPU", async () => {
    const { second } = watched();
    await second(900, { cpuMs: 340, tasksMs: 900 });
    expect(await second(900, { cpuMs: 340, tasksMs: 940 })).toBe(600);
    // No more than the timer was late.
    expect(await second(150, { cpuMs: 100, tasksMs: 800 })).toBe(150);
  });

  it("includes lateness without any task", async () => {
    const { second } = watched();
    await second(900, { cpuMs: 5, tasksMs: 5 });
    expect(await second(900, { cpuMs: 10, tasksMs: 10 })).toBe(890);
  });

  it("counts as 0 without a sample to compare with: at first, after a pause, in another process, without an answer", async () => {
    const { clock, cdp, second } = watched();
    expect(await second(300, { cpuMs: 0, tasksMs: 300 })).toBe(0);
    await clock.advance(20_000);
    expect(await second(300, { cpuMs: 0, tasksMs: 300 })).toBe(0);
    expect(await second(300, { cpuMs: 0, tasksMs: -500 })).toBe(0);
    cdp.onSend = () => Promise.reject(new Error("gone"));
    expect(await second(300, { cpuMs: 0, tasksMs: 300 })).toBe(0);
  });

  it("is compared with the thread's use as long as a timer was late recently", async () => {
    const { cdp, second } = watched();
    await second(300, { cpuMs: 300, tasksMs: 300 });
    for (let round = 0; round < 60; round += 1) await second(0, { cpuMs: 5, tasksMs: 5 });
    expect(cdp.sent.filter(({ method }) => method === "Performance.getMetrics")).toHaveLength(30);
  });
});
