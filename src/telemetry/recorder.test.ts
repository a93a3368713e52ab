import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SecondDelta } from "./delta.js";
import { Recorder } from "./recorder.js";

const T0 = 5000;
const late = { browserLatenessMs: [], pageLatenessMs: [], throttledMs: 500 };
const fine = { browserLatenessMs: [], pageLatenessMs: [] };
/** A recorder whose first 30 seconds have healthy readings. */
const recorder = () => {
  const made = new Recorder();
  made.startAt(T0);
  for (let second = 0; second < 30; second += 1) made.health(second, fine);
  return made;
};
const totals = (seconds: readonly SecondDelta[]) => {
  let [healthy, sick, counted] = [0, 0, 0];
  for (const second of seconds) {
    for (const by of second.histograms.values()) for (const sketch of by.values()) healthy += sketch.count;
    for (const by of second.sickHistograms.values()) for (const sketch of by.values()) sick += sketch.count;
    for (const by of second.counters.values()) for (const value of by.values()) counted += value;
  }
  return { healthy, sick, counted };
};

describe("a recorder", () => {
  it("hands out every second once, three seconds after its end, without gaps", () => {
    const made = recorder();
    made.sample("step_duration", "click #inc", 10, T0 + 500);
    expect(made.drain(T0 + 3999).seconds).toEqual([]);
    expect(made.drain(T0 + 4000).seconds.map(({ second }) => second)).toEqual([0]);
    expect(made.drain(T0 + 7500).seconds.map(({ second }) => second)).toEqual([1, 2, 3]);
    expect(made.flush(T0 + 7500).seconds.map(({ second }) => second)).toEqual([4, 5, 6, 7]);
    expect(made.flush(T0 + 7500).seconds).toEqual([]);
  });

  it("loses nothing and counts nothing twice, however late measurements arrive", () => {
    const event = fc.record({
      at: fc.integer({ min: 0, max: 20_000 }),
      value: fc.double({ min: 0, max: 5000, noNaN: true }),
      drain: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const made = recorder();
        const seconds: SecondDelta[] = [];
        for (const { at, value, drain } of events) {
          made.sample("step_duration", "x", value, T0 + at);
          made.count("steps", "x", 1, T0 + at);
          if (drain) seconds.push(...made.drain(T0 + at).seconds);
        }
        seconds.push(...made.flush(T0 + 25_000).seconds);
        expect(totals(seconds)).toEqual({ healthy: events.length, sick: 0, counted: events.length });
        expect(seconds.map(({ second }) => second)).toEqual(seconds.map((_, index) => index));
      }),
    );
  });

  it("keeps samples that touch a sick second apart, but counts them all", () => {
    const made = recorder();
    made.health(4, late);
    made.sample("step_duration", "before", 900, T0 + 3950);
    made.sample("step_duration", "into", 900, T0 + 4100);
    made.sample("step_duration", "out of", 900, T0 + 5100);
    made.sample("iteration_duration", "over", 3000, T0 + 6500);
    made.sample("step_duration", "after", 900, T0 + 5950);
    made.count("steps", "into", 1, T0 + 4100);
    const { seconds } = made.flush(T0 + 9000);
    expect(totals(seconds)).toEqual({ healthy: 2, sick: 3, counted: 1 });
    expect(seconds.filter(({ sick }) => sick !== undefined).map(({ second, sick }) => [second, sick])).toEqual([
      [4, "cpu-throttled"],
    ]);
  });

  it("takes a second without readings for sick only once they are more than a second late", () => {
    const made = new Recorder();
    made.startAt(T0);
    made.activeUsers(3, T0);
    for (const second of [0, 1, 3, 4, 6]) made.health(second, fine);
    for (let second = 0; second < 9; second += 1) made.sample("step_duration", "x", 10, T0 + 1000 * second + 500);
    made.sample("step_duration", "over", 1000, T0 + 3200);
    const seconds = [...made.drain(T0 + 7100).seconds, ...made.flush(T0 + 8500).seconds];
    expect(seconds.map(({ second, sick, sickUsers }) => [second, sick, sickUsers])).toEqual([
      [0, undefined, 0],
      [1, undefined, 0],
      [2, "unmeasured", 3],
      [3, undefined, 0],
      [4, undefined, 0],
      [5, "unmeasured", 3],
      [6, undefined, 0],
      // The readings of the last two seconds are not overdue yet.
      [7, undefined, 0],
      [8, undefined, 0],
    ]);
    expect(totals(seconds)).toMatchObject({ healthy: 7, sick: 3 });
  });

  it("takes every second that an unmeasured interval touches for sick, whatever its readings say", () => {
    const made = recorder();
    made.activeUsers(2, T0);
    made.unmeasured(T0 + 2900, T0 + 5100);
    made.unmeasured(T0 + 7200, T0 + 7300, "browser-late");
    made.health(4, late);
    made.sample("step_duration", "into", 100, T0 + 2950);
    made.sample("step_duration", "over", 4000, T0 + 6500);
    made.sample("step_duration", "after", 400, T0 + 6500);
    const { seconds } = made.flush(T0 + 9500);
    expect(seconds.filter(({ sick }) => sick).map(({ second, sick, sickUsers }) => [second, sick, sickUsers])).toEqual([
      [2, "unmeasured", 2],
      [3, "unmeasured", 2],
      [4, "cpu-throttled", 2],
      [5, "unmeasured", 2],
      [7, "browser-late", 2],
    ]);
    expect(totals(seconds)).toMatchObject({ healthy: 1, sick: 2 });
  });

  it("does not seal the seconds of an unmeasured interval as healthy while it lasts", () => {
    const made = recorder();
    made.activeUsers(1, T0);
    for (let at = 2500; at <= 9000; at += 500) {
      made.unmeasured(T0 + 2000, T0 + at);
      for (const { second, sick } of made.drain(T0 + at).seconds) expect(sick).toBe(second < 2 ? undefined : "unmeasured");
    }
  });

  it("applies an unmeasured interval of one user to that user alone", () => {
    const made = recorder();
    made.activeUsers(4, T0);
    const [mine, theirs] = [made.ofUser(7), made.ofUser(8)];
    mine.unmeasured(T0 + 2500, T0 + 3500);
    for (const sink of [mine, theirs, made]) sink.sample("step_duration", "in", 100, T0 + 3200);
    for (const sink of [mine, theirs]) sink.sample("step_duration", "over", 2000, T0 + 4500);
    mine.sample("step_duration", "after", 100, T0 + 4500);
    mine.custom("depth", "histogram", 5, T0 + 3100);
    mine.custom("clicks", "counter", 5, T0 + 3100);
    mine.count("steps", "in", 1, T0 + 3200);
    const { seconds, customKinds } = made.flush(T0 + 5500);
    expect(seconds.map(({ sick, sickUsers }) => [sick, sickUsers])).toEqual([
      [undefined, 0],
      [undefined, 0],
      ["unmeasured", 1],
      ["unmeasured", 1],
      [undefined, 0],
      [undefined, 0],
    ]);
    expect(totals(seconds)).toEqual({ healthy: 4, sick: 3, counted: 6 });
    expect([...customKinds]).toEqual([
      ["depth", "histogram"],
      ["clicks", "counter"],
    ]);
  });

  it("never counts more sick users than active ones", () => {
    const made = recorder();
    made.activeUsers(1, T0);
    for (const userId of [1, 2, 3]) made.ofUser(userId).unmeasured(T0 + 100, T0 + 900);
    made.activeUsers(0, T0 + 1100);
    made.ofUser(1).unmeasured(T0 + 1200, T0 + 1900);
    expect(made.flush(T0 + 2000).seconds.map(({ sick, sickUsers }) => [sick, sickUsers])).toEqual([
      ["unmeasured", 1],
      [undefined, 0],
      [undefined, 0],
    ]);
  });

  it("does not take a frame's size for a duration", () => {
    const made = recorder();
    made.health(0, late);
    made.sample("websocket_frame_sent_size", "/live", 5000, T0 + 1100);
    made.sample("step_duration", "x", 5000, T0 + 1100);
    expect(totals(made.flush(T0 + 2000).seconds)).toMatchObject({ healthy: 1, sick: 1 });
  });

  it("keeps the highest value of a gauge and the last number of users in a second", () => {
    const made = recorder();
    made.gauge("node_cpu", 0.2, T0 + 100);
    made.gauge("node_cpu", 0.7, T0 + 200);
    made.gauge("node_cpu", 0.3, T0 + 300);
    made.activeUsers(3, T0 + 100);
    made.activeUsers(5, T0 + 900);
    const { seconds } = made.flush(T0 + 1500);
    expect(seconds[0]?.gauges.get("node_cpu")).toBe(0.7);
    expect(seconds.map(({ activeUsers }) => activeUsers)).toEqual([5, 5]);
  });

  it("repeats the number of users in seconds in which it did not change", () => {
    const made = recorder();
    made.activeUsers(5, T0 + 100);
    made.activeUsers(2, T0 + 3100);
    expect(made.drain(T0 + 8000).seconds.map(({ activeUsers }) => activeUsers)).toEqual([5, 5, 5, 2, 2]);
  });

  it("judges a second by the timers of pages, too", () => {
    const made = recorder();
    for (let page = 0; page < 20; page += 1) made.gauge("node_page_delay", page < 6 ? 150 : 2, T0 + 1500);
    for (let page = 0; page < 20; page += 1) made.gauge("node_page_delay", page < 5 ? 150 : 2, T0 + 3500);
    const { seconds } = made.flush(T0 + 4500);
    expect(seconds.map(({ sick }) => sick)).toEqual([undefined, "page-timers-late", undefined, undefined, undefined]);
    expect(seconds[1]?.gauges.get("node_page_delay")).toBe(150);
  });

  it("groups failures that differ only in numbers, ids, addresses and quoted values", () => {
    const made = recorder();
    const messages = [
      'user 12 waited 300 ms for "#a" at http://a.test/x?y=1, trace 7f3a9bcd01',
      'user 7 waited 4.5 ms for "#bb" at http://b.test/, trace 00ffee1122',
      "user 7 waited 4.5 ms for '#it' at https://b.test/z, trace 7f3a9bcd01",
    ];
    for (const message of messages) made.failure({ category: "step", operation: "click #a", message }, T0 + 5);
    const { failures } = made.flush(T0 + 10);
    expect(failures.map(({ signature, count }) => [signature, count])).toEqual([
      ['step · click #a · user N waited N ms for "…" at :url trace :id', 3],
    ]);
    expect(failures[0]?.sample?.message).toBe(messages[0]);
  });

  it("distinguishes failures by the status that the server answered, not by likely causes", () => {
    const made = recorder();
    const failed = (message: string, likelyCauses: readonly string[] = []) =>
      made.failure({ category: "http", operation: "click #buy", message, likelyCauses }, T0 + 5);
    failed("step 1: POST /orders answered 503", ["GET /a.js answered 404"]);
    failed("step 1: POST /orders answered 503", ["GET /b.js answered 404"]);
    failed("step 1: POST /orders answered 404");
    failed("step 2: POST /orders answered 404");
    const { failures } = made.flush(T0 + 10);
    expect(failures.map(({ signature, count, sample }) => [signature, count, sample?.likelyCauses])).toEqual([
      ["http · click #buy · step N: POST /orders answered 503", 2, ["GET /a.js answered 404"]],
      ["http · click #buy · step N: POST /orders answered 404", 2, []],
    ]);
  });

  it("limits the likely causes of a failure to what a batch can carry", () => {
    const made = recorder();
    const likelyCauses = Array.from({ length: 50 }, (_, at) => `${at} ${"é".repeat(5000)}`);
    made.failure({ category: "step", message: "m".repeat(9000), stack: "s".repeat(90_000), likelyCauses }, T0 + 5);
    const { failures } = made.flush(T0 + 10);
    expect(failures[0]?.sample?.likelyCauses?.map(({ length }) => length)).toEqual(Array.from({ length: 10 }, () => 400));
  });

  it("caps dimension values and names the capped metrics", () => {
    const made = recorder();
    for (let index = 0; index < 300; index += 1) made.count("steps", `click #b${index}x`, 1, T0);
    const { seconds, capped } = made.flush(T0 + 100);
    expect(seconds[0]?.counters.get("steps")?.size).toBe(201);
    expect(seconds[0]?.counters.get("steps")?.get("other")).toBe(100);
    expect(capped).toEqual(["steps"]);
  });

  it("hands out failures with the counters of their second, and what failed before the start at once", () => {
    const made = recorder();
    made.failure({ category: "browser", message: "could not open user 3" });
    for (const ms of [500, 1200, 1300]) {
      made.count("iterations", "failed", 1, T0 + ms);
      made.failure({ category: "step", operation: "click #a", message: "no" }, T0 + ms);
      made.pageError({ category: "page-exception", message: "oops" }, T0 + ms);
    }
    const counted = ({ seconds, failures }: ReturnType<Recorder["drain"]>) => [
      totals(seconds).counted,
      ...failures.map(({ category, count }) => `${count} ${category}`),
    ];
    expect(counted(made.drain(T0 + 1400))).toEqual([0, "1 browser"]);
    expect(counted(made.drain(T0 + 4000))).toEqual([1, "1 step", "1 page-exception"]);
    expect(counted(made.drain(T0 + 5000))).toEqual([2, "2 step", "2 page-exception"]);
    expect(counted(made.flush(T0 + 5000))).toEqual([0]);
    made.failure({ category: "step", message: "later than the end" }, T0 + 9500);
    expect(counted(made.flush(T0 + 5000))).toEqual([0, "1 step"]);
  });

  it("records and groups only failures before the start", () => {
    const made = new Recorder();
    made.count("steps", "x");
    made.failure({ category: "browser", message: "could not open user 3" });
    made.startAt(T0);
    made.count("steps", "x", 1, T0 - 1);
    made.failure({ category: "browser", message: "could not open user 14" }, T0 + 2000);
    made.failure({ category: "step", operation: "click #a", message: "no" }, T0 + 2500);
    const { seconds, failures } = made.flush(T0 + 3000);
    expect(totals(seconds).counted).toBe(0);
    expect(failures.map(({ signature, count, firstOffsetMs }) => [signature, count, firstOffsetMs])).toEqual([
      ["browser · could not open user N", 2, 0],
      ["step · click #a · no", 1, 2500],
    ]);
    made.failure({ category: "step", operation: "click #a", message: "no" }, T0 + 3500);
    expect(made.flush(T0 + 4000).failures[0]).toMatchObject({ count: 1, sample: undefined });
  });
});
