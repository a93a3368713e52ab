import { describe, expect, it } from "vitest";
import { factsOf, playRun, SecondBuilder } from "../../../test/fixtures/results/synthetic-run.js";
import { buildResult } from "../../result/build-result.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import { measuredTotals } from "./measured-totals.js";
import type { Measured } from "./output.js";
import { prometheusSeries } from "./prometheus-series.js";

const run = { id: "run-1", scenario: "shop", version: "0.0.0" };
const totalsOf = (aggregate: RunAggregate, result?: ReturnType<typeof buildResult>) =>
  measuredTotals({ run, startedAtMs: 1000, atMs: 11_000, aggregate, nodes: 1, result });
const sums = (metric: Measured<number> | undefined) =>
  Object.fromEntries((metric?.points ?? []).map(({ attributes, value }) => [Object.values(attributes)[0] ?? "", value]));
const metricNamed = <T>(metrics: readonly Measured<T>[], name: string) => metrics.find((metric) => metric.name === name);

function oneSecond(fill: (second: SecondBuilder) => unknown): RunAggregate {
  const aggregate = new RunAggregate();
  const second = new SecondBuilder(0);
  second.activeUsers = 2;
  fill(second);
  aggregate.addSeconds("shop-1", [second.build()]);
  return aggregate;
}

describe("the totals of a run", () => {
  it("equal the result at the end, including lost iterations and users", () => {
    const shape = { seconds: 10, nodes: 1, users: 4 };
    const aggregate = oneSecond((second) => second.count("iterations", "succeeded", 8).count("iterations", "failed", 1));
    const nodes = [{ name: "shop-1", status: "lost" as const, users: 4 }];
    const users = { requested: 4, succeeded: 1, failed: 0, neverStarted: 0 };
    const result = buildResult({ aggregate, facts: factsOf(shape, { nodes, users }) });
    expect(sums(metricNamed(totalsOf(aggregate).counters, "iterations"))).toEqual({ succeeded: 8, failed: 1 });
    const last = totalsOf(aggregate, result);
    expect(sums(metricNamed(last.counters, "iterations"))).toEqual({ succeeded: 8, failed: 1, abortedInfra: 2 });
    expect(sums(metricNamed(last.counters, "users_lost"))).toEqual({ "node lost": 3 });
    for (const [metric, { by }] of Object.entries(result.counters)) expect(sums(metricNamed(last.counters, metric))).toEqual(by);
    expect(sums(metricNamed(last.gauges, "active_users"))).toEqual({ "": 0 });
  });

  it("keep background users apart by a label, which those in browsers do not have", () => {
    const users = oneSecond((second) => second.count("iterations", "succeeded", 2).sample("step_duration", "click #inc", 100));
    const crowd = oneSecond((second) =>
      second.count("iterations", "succeeded", 90).count("hooks_skipped", "Chart", 4).sample("step_duration", "click #inc", 10, 9),
    );
    const totals = measuredTotals({ run, startedAtMs: 1000, atMs: 11_000, aggregate: users, background: crowd, nodes: 1 });
    const pointsOf = (name: string) => metricNamed([...totals.counters, ...totals.gauges], name)?.points;
    expect(pointsOf("iterations")).toEqual([
      { attributes: { outcome: "succeeded" }, value: 2 },
      { attributes: { outcome: "succeeded", users: "background" }, value: 90 },
    ]);
    expect(pointsOf("hooks_skipped")).toEqual([{ attributes: { hook: "Chart", users: "background" }, value: 4 }]);
    expect(pointsOf("active_users")).toEqual([
      { attributes: {}, value: 2 },
      { attributes: { users: "background" }, value: 2 },
    ]);
    expect(pointsOf("nodes")).toEqual([{ attributes: {}, value: 1 }]);
    const series = prometheusSeries(totals).map(({ labels, samples }) => ({
      ...Object.fromEntries(labels.map(({ name, value }) => [name, value] as const)),
      sum: samples[0].value,
    }));
    const highest = series.filter((one) => "quantile" in one && one.quantile === "1" && !("step" in one));
    expect(highest.map((one) => ["users" in one ? one.users : "", one.sum])).toEqual([
      ["", 0.1],
      ["background", 0.01],
    ]);
    expect(new Set(series.map(({ sum: _sum, ...labels }) => JSON.stringify(labels))).size).toBe(series.length);
  });

  it("keep sick samples apart", () => {
    const totals = totalsOf(
      oneSecond((second) => {
        second.sick = "browser-late";
        second.sample("step_duration", "click #inc", 500);
      }),
    );
    expect(totals.histograms).toEqual([]);
    expect(metricNamed(totals.sickHistograms, "step_duration")?.points[0]?.value.max).toBe(500);
    expect(
      prometheusSeries(totals).some(({ labels }) =>
        labels.some(({ value }) => value === "liveload_sick_step_duration_seconds_count"),
      ),
    ).toBe(true);
  });

  it("have the gauges of every node", () => {
    const totals = totalsOf(playRun({ seconds: 5, nodes: 2, users: 4, iterationSeconds: 1, steps: [] }));
    expect(metricNamed(totals.gauges, "node_cpu")?.points.map(({ attributes }) => attributes)).toEqual([
      { node: "shop-1" },
      { node: "shop-2" },
    ]);
  });
});

describe("gauges of nodes", () => {
  const nodesWithCpu = (seconds: readonly (readonly [node: string, second: number, cpu: number | undefined])[]) => {
    const aggregate = new RunAggregate();
    for (const [node, second, cpu] of seconds) {
      const delta = new SecondBuilder(second).build();
      aggregate.addSeconds(node, [{ ...delta, gauges: new Map(cpu === undefined ? [] : [["node_cpu", cpu]]) }]);
    }
    const points = metricNamed(totalsOf(aggregate).gauges, "node_cpu")?.points ?? [];
    return points.map(({ attributes, value }) => [attributes.node, value]);
  };

  it("are the most recent ones", () => {
    const seconds = [
      ["a", 0, 0.1],
      ["a", 1, 0.2],
      ["a", 2, undefined],
    ] as const;
    expect(nodesWithCpu(seconds)).toEqual([["a", 0.2]]);
  });

  it("exclude nodes that stopped reporting", () => {
    const seconds = [
      ["gone", 0, 0.1],
      ["here", 60, 0.2],
    ] as const;
    expect(nodesWithCpu(seconds)).toEqual([["here", 0.2]]);
  });
});

describe("series for Prometheus", () => {
  const names = (aggregate: RunAggregate) =>
    prometheusSeries(totalsOf(aggregate)).map(({ labels }) => labels.map(({ name, value }) => `${name}=${value}`).join(" "));

  it("follow its naming conventions and units", () => {
    const series = names(
      oneSecond((second) =>
        second
          .sample("websocket_frame_sent_size", "/live", 100)
          .sample("web_vital_cls", "/", 0.1)
          .sample("liveview_event_duration", "click", 50)
          .count("http_bytes_received", "script", 9),
      ),
    ).join("\n");
    for (const name of [
      "liveload_websocket_frame_sent_size_bytes_count",
      "liveload_web_vital_cls_sum",
      "liveload_liveview_event_duration_seconds_sum",
      "liveload_http_bytes_received_total",
    ])
      expect(series).toContain(`__name__=${name} `);
    expect(series).toContain("event_type=click");
    expect(series).toContain("socket_path=/live");
  });

  it("are distinct, whatever names a scenario's own metrics have", () => {
    const series = names(
      oneSecond((second) => second.count("cart value", "", 1).count("cart-value", "", 2).count("step_duration", "", 3)),
    );
    expect(new Set(series).size).toBe(series.length);
    expect(series.filter((labels) => labels.includes("liveload_cart_value_total"))).toHaveLength(2);
  });
});
