import { describe, expect, it } from "vitest";
import { RESULTS } from "../../../test/fixtures/results/results.js";
import type { RunResult } from "../../result/model.js";
import { csvReporter } from "./csv-reporter.js";
import { csvText } from "./csv-text.js";

const options = { color: false, columns: 90, outputFolder: "/out" };
const names = Object.keys(RESULTS) as (keyof typeof RESULTS)[];

/** Parses RFC 4180. */
function parse(text: string): readonly Readonly<Record<string, string>>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") rows.push([]);
    if (end === "") break;
  }
  const [head = [], ...body] = rows.filter((row) => row.length > 1);
  for (const row of body) expect(row).toHaveLength(head.length);
  return body.map((row) => Object.fromEntries(head.map((column, at) => [column, row[at] ?? ""])));
}

function read(result: RunResult) {
  const { files } = csvReporter.report(result, options);
  const rows = (path: string) => parse(String(files.find((file) => file.path === path)?.content));
  return { metrics: rows("metrics.csv"), series: rows("timeseries.csv") };
}

describe("the CSV report", () => {
  it.each(names)("has every figure of the result %s", (name) => {
    const result = RESULTS[name]();
    const { metrics, series } = read(result);
    for (const [metric, { aggregate, by }] of Object.entries(result.histograms)) {
      const own = metrics.filter((row) => row.metric === metric && row.health === "healthy");
      expect(own).toHaveLength(1 + Object.keys(by).length);
      const { count, sum, p50, p999 } = own.find(({ value }) => value === "") ?? {};
      expect([count, sum, p50, p999].map(Number)).toEqual([aggregate.count, aggregate.sum, aggregate.p50, aggregate.p999]);
    }
    for (const [metric, { aggregate }] of Object.entries(result.counters)) {
      const own = metrics.find((row) => row.metric === metric && row.kind === "counter" && row.value === "");
      expect(Number(own?.sum)).toBe(aggregate);
    }
    const iterations = series.filter(({ metric }) => metric === "iterations").reduce((sum, row) => sum + Number(row.sum), 0);
    const inSeries = result.timeSeries.reduce((sum, { counters }) => sum + (counters.iterations ?? 0), 0);
    expect(iterations).toBe(inSeries);
  });

  it("has background users in files of their own", () => {
    const result = RESULTS.crowd();
    const paths = (of: RunResult) => csvReporter.report(of, options).files.map(({ path }) => path);
    expect(paths(RESULTS.shop())).toEqual(["metrics.csv", "timeseries.csv"]);
    expect(paths(result)).toEqual(["metrics.csv", "timeseries.csv", "background-metrics.csv", "background-timeseries.csv"]);
    const { files } = csvReporter.report(result, options);
    const rows = parse(String(files[2]?.content));
    const steps = rows.find(({ metric, kind, value }) => metric === "step_duration" && kind === "histogram" && value === "");
    expect(Number(steps?.count)).toBe(result.background?.histograms.step_duration?.aggregate.count);
    const active = parse(String(files[3]?.content)).map(({ active_users: users }) => Number(users));
    expect(Math.max(...active)).toBeGreaterThan(100);
  });

  it("separates sick samples", () => {
    const { metrics } = read(RESULTS.sick());
    expect(new Set(metrics.map(({ health }) => health))).toEqual(new Set(["healthy", "sick", "all"]));
  });

  it("names the unit and the dimension", () => {
    const { metrics, series } = read(RESULTS.shop());
    expect(metrics.find(({ metric, value }) => metric === "step_duration" && value !== "")).toMatchObject({
      unit: "ms",
      dimension: "step",
    });
    expect(series.find(({ metric }) => metric === "iterations{succeeded}")).toMatchObject({ kind: "counter", unit: "count" });
  });

  it("quotes cells that need it, and prevents names from becoming formulas", () => {
    expect(csvText(["a"], [['x,"y"\n'], ["=1+1"], [-1], [undefined]])).toBe('a\r\n"x,""y""\n"\r\n\'=1+1\r\n-1\r\n\r\n');
  });
});
