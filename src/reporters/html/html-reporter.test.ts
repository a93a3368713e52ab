import { describe, expect, it } from "vitest";
import { HOSTILE_TEXT, RESULTS } from "../../../test/fixtures/results/results.js";
import { factsOf, nodeName, SecondBuilder } from "../../../test/fixtures/results/synthetic-run.js";
import { buildResult } from "../../result/build-result.js";
import type { RunResult } from "../../result/model.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import { htmlReporter } from "./html-reporter.js";
import { REPORT_SCRIPT, REPORT_STYLE } from "./report-page.generated.js";

const options = { color: false, columns: 100, outputFolder: "/out" };

function pageOf(result: RunResult): string {
  const { files } = htmlReporter.report(result, options);
  expect(files.map(({ path }) => path)).toEqual(["report.html"]);
  return String(files[0]?.content);
}

describe("the HTML report", () => {
  it("is one file of less than 400 kB besides the data", () => {
    const page = pageOf(RESULTS.counter());
    const data = /<script type="application\/json" id="result">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
    expect(Buffer.byteLength(page) - Buffer.byteLength(data)).toBeLessThan(400_000);
  });

  it("has at most 10 MB for an hour of 100 nodes with 50 steps", () => {
    const aggregate = new RunAggregate();
    // Each bucket of every series has samples, though most seconds have none.
    for (let node = 0; node < 100; node += 1)
      for (let minute = 0; minute < 60; minute += 1)
        aggregate.addSeconds(nodeName(node), [busySecond(60 * minute + (node % 60))]);
    const page = pageOf(buildResult({ aggregate, facts: factsOf({ seconds: 3600, nodes: 100, users: 2000 }) }));
    const { dimensionSeries, byNode, timeSeries } = JSON.parse(dataOf(page)) as RunResult;
    expect(Object.keys(dimensionSeries?.step_duration ?? {})).toHaveLength(50);
    expect(Object.values(dimensionSeries?.http_endpoint_duration ?? {})[0]?.offsetMs.length).toBeGreaterThan(50);
    expect(Object.values(byNode?.step_duration ?? {})[0]?.node).toHaveLength(100);
    expect(timeSeries.length).toBeGreaterThan(200);
    expect(Buffer.byteLength(page)).toBeLessThan(10_000_000);
  });

  it("is the same for the same result", () => {
    const result = RESULTS.shop();
    expect(pageOf(result)).toBe(pageOf(result));
  });

  it("loads nothing from outside", () => {
    const page = pageOf(RESULTS.shop());
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
    expect(policy).toMatch(/^default-src 'none'; img-src data:; style-src 'sha256-[^']+'; script-src 'sha256-[^']+';/);
    expect(page).not.toMatch(/(?:src|href)="(?!data:)[^"#]/);
    expect(REPORT_STYLE).not.toMatch(/url\((?!["']?data:)/);
  });

  it("carries the result as data that cannot become markup", () => {
    const result = { ...RESULTS.counter(), name: `${HOSTILE_TEXT.join(" ")}</script><script>alert(1)</script>\u2028` };
    const page = pageOf(result);
    expect(page.split("<script>")).toHaveLength(2);
    expect(page).toContain(`<script>${REPORT_SCRIPT}</script>`);
    const data = dataOf(page);
    expect(data).not.toMatch(/[<>\u2028]/);
    expect(JSON.parse(data)).toMatchObject({ name: result.name, sentence: expect.stringMatching(/\w/) });
    expect(page).not.toContain(`<title>${result.name}`);
  });

  it("leaves out sketches, and digits that no chart shows", () => {
    const data = dataOf(pageOf(RESULTS.shop()));
    expect(data).not.toContain('"sketch"');
    expect(JSON.parse(data)).toHaveProperty("histograms");
    expect(Buffer.byteLength(data)).toBeLessThan(0.6 * Buffer.byteLength(JSON.stringify(RESULTS.shop())));
  });
});

/** A second in which all that a busy site has was measured. */
function busySecond(second: number) {
  const builder = new SecondBuilder(second);
  builder.activeUsers = 20;
  builder.count("iterations", "succeeded", 9).count("iterations", "failed");
  for (let at = 0; at < 50; at += 1) {
    const [step, page] = [`click #main .panel-${at} > button`, `/area-${at % 20}/section/:id`];
    const ms = 20 + ((second * 31 + at * 17) % 400) * 1.037;
    for (const metric of ["step_duration", "interaction_duration", "interaction_server_duration"])
      builder.sample(metric, step, ms, 3);
    for (const metric of ["liveview_connection_duration", "web_vital_lcp", "web_vital_fcp"]) builder.sample(metric, page, ms);
    builder.sample("http_endpoint_duration", `GET ${page}`, ms).count("steps", step, 3);
  }
  builder.sample("liveview_event_duration", "click", 80 + (second % 50), 9);
  for (const gauge of ["node_cpu", "node_memory", "node_event_loop_delay", "node_browser_round_trip", "node_page_delay"])
    builder.gauges.set(gauge, (second % 97) / 97);
  return builder.build();
}

function dataOf(page: string): string {
  return /id="result">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
}
