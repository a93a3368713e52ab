import { describe, expect, it } from "vitest";
import { HOSTILE_TEXT, RESULTS } from "../../../test/fixtures/results/results.js";
import type { RunResult } from "../../result/model.js";
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

function dataOf(page: string): string {
  return /id="result">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
}
