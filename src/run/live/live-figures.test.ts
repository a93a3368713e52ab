import { describe, expect, it } from "vitest";
import { RESULTS, SHOP_RUN } from "../../../test/fixtures/results/results.js";
import { playRun, SecondBuilder } from "../../../test/fixtures/results/synthetic-run.js";
import { shownResult } from "../../pages/shown-result.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import { breakdownsOf, bucketOf, latenciesOf, metricsToWatch, pointOf } from "./live-figures.js";
import { liveNodes } from "./live-nodes.js";
import { livePlanOf } from "./live-picture-of.js";

describe("live figures", () => {
  it("equal the result once all batches have arrived", () => {
    const aggregate = playRun(SHOP_RUN);
    aggregate.addCustomKinds(new Map([["cart_value", "histogram"]]));
    const metrics = metricsToWatch(aggregate);
    const result = shownResult(RESULTS.shop());
    expect(metrics[0]).toBe("liveview_event_duration");
    const latencies = latenciesOf(aggregate, metrics, 100);
    for (const metric of metrics) expect(latencies[metric]?.aggregate, metric).toEqual(result.histograms[metric]?.aggregate);
    expect(latencies.step_duration?.by).toEqual(result.histograms.step_duration?.by);
    const buckets = aggregate.takeSeriesChanges().buckets.map((bucket) => bucketOf(bucket, metrics));
    expect(buckets.length).toBe(result.timeSeries.length);
    for (const [at, { isSick: _sick, histograms, ...bucket }] of buckets.entries()) {
      const { histograms: whole, ...expected } = result.timeSeries[at]!;
      expect(bucket).toEqual(expected);
      for (const [metric, point] of Object.entries(histograms)) expect(point).toEqual(whole[metric]);
    }
  });

  it("have interactions, pages and endpoints as the result has them; of many, the same values for all metrics", () => {
    const shown = breakdownsOf(playRun(SHOP_RUN));
    const { histograms } = shownResult(RESULTS.shop());
    for (const metric of ["liveview_connection_duration", "web_vital_lcp", "web_vital_cls"])
      expect(shown[metric], metric).toEqual(histograms[metric]);
    const aggregate = new RunAggregate();
    const second = new SecondBuilder(0);
    for (let page = 0; page < 90; page += 1) second.sample("web_vital_lcp", `/${page}`, 100, 1 + page);
    for (let page = 0; page < 90; page += 1) second.sample("web_vital_inp", `/${page}`, 100, 1 + (page % 7));
    aggregate.addSeconds("a", [second.build()]);
    const many = breakdownsOf(aggregate);
    const names = Object.keys(many.web_vital_lcp!.by);
    expect([names.length, names[0]]).toEqual([40, "/89"]);
    expect(Object.keys(many.web_vital_inp!.by)).toEqual(names);
    expect(many.web_vital_inp!.aggregate.count).toBeGreaterThan(90);
  });

  it("merge several seconds without modifying them", () => {
    const sketchOf = (value: number) => new SecondBuilder(0).sample("m", "", value).build().histograms.get("m")!.get("")!;
    const sketches = [sketchOf(10), sketchOf(30)];
    expect(pointOf(sketches)).toMatchObject({ count: 2, p50: 10, p99: 10, mean: 20 });
    expect(sketches.map(({ count }) => count)).toEqual([1, 1]);
    expect(pointOf([])).toBeUndefined();
  });
});

describe("live nodes", () => {
  const nodeOf = (name: string, status: "running" | "lost", isReachable = true) => ({
    name,
    status,
    isReachable,
    users: 3,
  });

  it("carry the figures of their last second", () => {
    const aggregate = new RunAggregate();
    const second = new SecondBuilder(0);
    second.gauges.set("node_cpu", 0.95);
    second.activeUsers = 2;
    second.busy = true;
    aggregate.addSeconds("a", [second.build()]);
    expect(liveNodes([nodeOf("a", "running")], aggregate).shown).toEqual([
      expect.objectContaining({ name: "a", users: 3, activeUsers: 2, busy: true, gauges: { node_cpu: 0.95 } }),
    ]);
  });

  it("are limited in number, those with trouble first", () => {
    const many = Array.from({ length: 200 }, (_, at) => nodeOf(`n${at}`, at === 150 ? "lost" : "running", at !== 170));
    const { total, running, shown } = liveNodes(many, new RunAggregate());
    expect([total, running, shown.length]).toEqual([200, 199, 50]);
    expect(shown.slice(0, 2).map(({ name }) => name)).toEqual(["n150", "n170"]);
  });
});

describe("the live plan", () => {
  it("is described by its corners", () => {
    const closed = {
      kind: "closed",
      version: 1,
      initialUsers: 0,
      stages: [
        { durationMs: 1000, users: 5 },
        { durationMs: 500, users: 5 },
      ],
    } as const;
    expect(livePlanOf(closed)).toEqual({
      of: "users",
      points: [
        [0, 0],
        [1000, 5],
        [1500, 5],
      ],
    });
  });
});
