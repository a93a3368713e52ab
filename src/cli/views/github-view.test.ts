import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RESULTS } from "../../../test/fixtures/results/results.js";
import { LiveLoadError } from "../../base/errors.js";
import { processHost } from "../../base/host.js";
import type { RunResult } from "../../result/model.js";
import type { ScenarioOutcome } from "../../run/run-events.js";
import { tellGitHub } from "./github-view.js";

const LIMIT = 1024 * 1024;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-load-github-"));
  file = join(folder, "summary.md");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const outcome = (result: RunResult | undefined, more: Partial<ScenarioOutcome> = {}): ScenarioOutcome => ({
  name: result?.name ?? "shop",
  file: "/shop.scenario.ts",
  outputFolder: "/out",
  result,
  error: undefined,
  stopped: undefined,
  console: "",
  ...more,
});

async function tell(outcomes: readonly ScenarioOutcome[], env: Readonly<Record<string, string>>) {
  let written = "";
  let warned = "";
  const stream = (write: (text: string) => void) => ({ write, isTTY: false, columns: undefined });
  const host = { ...processHost(), env, stderr: stream((text) => (warned += text)) };
  await tellGitHub(
    outcomes,
    host,
    stream((text) => (written += text)),
  );
  return { written, warned };
}

describe("GitHub Actions", () => {
  it("gets the Markdown report of every scenario, appended to the existing summary", async () => {
    await writeFile(file, "before\n");
    await tell([outcome(RESULTS.counter()), outcome(RESULTS.failing())], { GITHUB_STEP_SUMMARY: file });
    const text = await readFile(file, "utf8");
    expect(text).toMatch(/^before\n\n# ✅ pass: counter\n/);
    expect(text).toMatch(/\n# ❌ fail: /);
  });

  it("gets no more than its size limit, with a note about what is missing", async () => {
    await writeFile(file, "x".repeat(LIMIT - 400));
    await tell([outcome(RESULTS.failing())], { GITHUB_STEP_SUMMARY: file });
    const text = await readFile(file, "utf8");
    expect(text.length).toBeLessThanOrEqual(LIMIT);
    expect(text.slice(LIMIT - 400)).toMatch(/^\n# ❌ fail: .*\n\nThe report is too long/);
    await writeFile(file, "x".repeat(LIMIT));
    await tell([outcome(RESULTS.failing())], { GITHUB_STEP_SUMMARY: file });
    expect((await readFile(file, "utf8")).length).toBe(LIMIT);
  });

  it("gets an escaped annotation for each reason not to pass", async () => {
    const result = RESULTS.failing();
    const { written } = await tell([outcome({ ...result, name: "a:b,c%\n::warning::x" })], { GITHUB_ACTIONS: "true" });
    const lines = written.trimEnd().split("\n");
    expect(lines).toHaveLength(result.verdictReasons.length);
    for (const line of lines) expect(line).toMatch(/^::error title=live-load%3A a%3Ab%2Cc%25%0A%3A%3Awarning%3A%3Ax::\S/);
    expect(lines.filter((line) => line.includes("the threshold")).length).toBe(
      result.thresholds.filter(({ passed }) => !passed).length,
    );
  });

  it("gets no annotations when the run passed, and none outside GitHub Actions", async () => {
    expect((await tell([outcome(RESULTS.shop())], { GITHUB_ACTIONS: "true" })).written).toBe("");
    expect((await tell([outcome(RESULTS.failing())], {})).written).toBe("");
  });

  it("gets the error of a scenario without a result", async () => {
    const error = new LiveLoadError("OUTPUT_FOLDER_IN_USE", "another <run> is writing");
    const { written } = await tell([outcome(undefined, { error })], { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: file });
    expect(written).toBe("::error title=live-load%3A shop::OUTPUT_FOLDER_IN_USE: another <run> is writing\n");
    expect(await readFile(file, "utf8")).toContain(
      "# ⛔ error: shop\n\nOUTPUT&#95;FOLDER&#95;IN&#95;USE: another &#60;run&#62; is writing",
    );
  });

  it("does not end a run with a summary that cannot be written", async () => {
    const { warned } = await tell([outcome(RESULTS.counter())], { GITHUB_STEP_SUMMARY: join(folder, "no", "file") });
    expect(warned).toContain("the job summary could not be written");
  });
});
