import { describe, expect, it } from "vitest";
import { type SeriesBucket, TimeSeries } from "./time-series.js";

const second = (node: string, at: number, activeUsers = 1) => ({
  node,
  second: at,
  activeUsers,
  isSick: at % 7 === 0,
  histograms: new Map(),
  counters: new Map([["iterations", at]]),
});

/** Applies every change, as a client of the series does. */
class Follower {
  readonly buckets = new Map<number, SeriesBucket>();
  #widthMs = 0;

  take(series: TimeSeries, through: number): void {
    const { widthMs, buckets } = series.takeChanges(through);
    if (widthMs !== this.#widthMs) this.buckets.clear();
    this.#widthMs = widthMs;
    for (const bucket of buckets) this.buckets.set(bucket.offsetMs, bucket);
  }

  get all(): readonly SeriesBucket[] {
    return [...this.buckets.values()].sort((a, b) => a.offsetMs - b.offsetMs);
  }
}

describe("changes of a time series", () => {
  it("add up to the whole, also when buckets grow and seconds come late", () => {
    const series = new TimeSeries();
    const follower = new Follower();
    for (let at = 0; at < 1500; at++) {
      series.add(second("a", at));
      if (at >= 3) series.add(second("b", at - 3, 2));
      if (at % 5 === 0) follower.take(series, at - 3);
    }
    follower.take(series, 1499);
    expect(follower.all).toEqual(series.buckets());
    expect(follower.all.length).toBeLessThanOrEqual(300);
  });

  it("leave no gap where nothing was reported for a while", () => {
    const series = new TimeSeries();
    const follower = new Follower();
    series.add(second("a", 0));
    follower.take(series, 0);
    series.add(second("a", 5));
    follower.take(series, 5);
    expect(follower.all.map(({ offsetMs }) => offsetMs)).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
  });

  it("are held back until every node has reported them, and are given out once", () => {
    const series = new TimeSeries();
    series.add(second("a", 0));
    series.add(second("a", 1));
    series.add(second("b", 0));
    expect(series.takeChanges(0).buckets.map(({ offsetMs, activeUsers }) => [offsetMs, activeUsers])).toEqual([[0, 2]]);
    expect(series.takeChanges(0).buckets).toEqual([]);
    series.add(second("b", 1));
    expect(series.takeChanges(1).buckets.map(({ offsetMs, activeUsers }) => [offsetMs, activeUsers])).toEqual([[1000, 2]]);
  });

  it("do not consume the recent seconds", () => {
    const series = new TimeSeries();
    for (let at = 0; at < 20; at++) series.add(second("a", at));
    expect(series.recent(18, 10).map(({ offsetMs }) => offsetMs / 1000)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
    expect(new TimeSeries().recent(-1, 10)).toEqual([]);
  });
});
