import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import { PageThread } from "./page-thread.js";
import { TimerLateness } from "./timer-lateness.js";

/** A page's thread whose account a test keeps. */
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
  /** A second with a timer in it; the thread was in tasks and on a CPU for this long meanwhile. */
  const second = async (timer: { lateMs: number; tasksMs: number }, of: { cpuMs: number; inTasksMs: number }) => {
    await clock.advance(1000);
    used.cpu += of.cpuMs;
    used.tasks += of.inTasksMs;
    await lateness.record(timer, clock.now());
    return telemetry.gauges.at(-1)?.value;
  };
  return { clock, cdp, telemetry, second };
};

describe("the lateness of a page's timers", () => {
  it("is what it is where the page had nothing to do, and the browser is not asked", async () => {
    const { cdp, second } = watched();
    expect(await second({ lateMs: 3, tasksMs: 0 }, { cpuMs: 5, inTasksMs: 5 })).toBe(3);
    expect(await second({ lateMs: 700, tasksMs: 0 }, { cpuMs: 5, inTasksMs: 5 })).toBe(700);
    expect(cdp.sent).toEqual([]);
  });

  it("leaves out the page's own work", async () => {
    const { second } = watched();
    const seen: (number | undefined)[] = [];
    for (let round = 0; round < 5; round += 1)
      seen.push(await second({ lateMs: 345, tasksMs: 340 }, { cpuMs: 690, inTasksMs: 700 }));
    expect(seen.map((ms) => Math.round(ms ?? Number.NaN))).toEqual([5, 15, 15, 15, 15]);
  });

  it("holds what the thread waited for a CPU in its tasks against the machine", async () => {
    const { second } = watched();
    await second({ lateMs: 900, tasksMs: 900 }, { cpuMs: 340, inTasksMs: 900 });
    expect(await second({ lateMs: 900, tasksMs: 890 }, { cpuMs: 340, inTasksMs: 940 })).toBeCloseTo(610, 6);
    // No more than the timer was late.
    expect(await second({ lateMs: 150, tasksMs: 150 }, { cpuMs: 100, inTasksMs: 800 })).toBeCloseTo(150, 6);
  });

  it("does not compare with what is long ago, or with another process", async () => {
    const { clock, cdp, second } = watched();
    await second({ lateMs: 0, tasksMs: 0 }, { cpuMs: 0, inTasksMs: 0 });
    await second({ lateMs: 300, tasksMs: 300 }, { cpuMs: 300, inTasksMs: 300 });
    await clock.advance(20_000);
    expect(await second({ lateMs: 300, tasksMs: 300 }, { cpuMs: 300, inTasksMs: 2000 })).toBe(0);
    expect(await second({ lateMs: 300, tasksMs: 300 }, { cpuMs: -500, inTasksMs: -1900 })).toBe(0);
    cdp.onSend = () => Promise.reject(new Error("gone"));
    expect(await second({ lateMs: 300, tasksMs: 200 }, { cpuMs: 0, inTasksMs: 0 })).toBe(100);
  });
});
