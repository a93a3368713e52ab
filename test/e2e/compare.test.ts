import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { figuresOf } from "../../src/result/histogram-figures.js";
import type { RunResult } from "../../src/result/model.js";
import { Sketch } from "../../src/telemetry/sketch.js";
import { RESULTS } from "../fixtures/results/results.js";
import { liveLoad, temporaryFolder } from "./command.js";

async function folderWith(results: Readonly<Record<string, RunResult>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, result] of Object.entries(results)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "result.json"), JSON.stringify(result));
  }
  return folder;
}

describe("live-load compare", () => {
  it("compares two results, given as folders or files, as text and as JSON", async () => {
    const cwd = await folderWith({ before: RESULTS.shop(), after: RESULTS.failing() });
    const shown = await liveLoad(["compare", "before", "after/result.json", "-o", "new/compare.md"], { cwd }).ended;
    expect(shown.code, shown.stderr).toBe(0);
    const verdict = RESULTS.shop().verdict;
    expect(shown.stdout).toMatch(new RegExp(`^ {2}A {2}shopping · ${verdict} · .*\\n {2}B {2}shopping · fail · `, "m"));
    expect(shown.stdout).toMatch(/^ {2}failed iterations +[\d,]+ +[\d,]+ +\+[\d,]+ %$/m);
    // Metrics that did not change are folded unless --all asks for them.
    const folded = /^ {2}liveview_event_patch_duration +[\d,]+ +[\d,]+ +p50 /m;
    expect(shown.stdout).toMatch(/^ {2}--all shows the \d+ metrics without a real difference$/m);
    expect(shown.stdout).not.toMatch(folded);
    expect(shown.stdout).toMatch(/failures only in B|→/);
    expect(await readFile(join(cwd, "new/compare.md"), "utf8")).toMatch(/\| `liveview_event_duration` \|/);
    const whole = await liveLoad(["compare", "before", "after", "--all", "-o", "compare.html"], { cwd }).ended;
    expect(whole.stdout).toMatch(folded);
    expect(await readFile(join(cwd, "compare.html"), "utf8")).toMatch(/^<!doctype html>[\s\S]*two runs compared/);
    const { stdout } = await liveLoad(["compare", "before", "after", "--json"], { cwd }).ended;
    expect(JSON.parse(stdout)).toMatchObject({
      a: { verdict },
      b: { verdict: "fail" },
      users: { a: 30, b: 30, change: 0 },
    });
  });

  it("exits with 99 when a latency rose by more than --max-regression, and lists it", async () => {
    const slower = RESULTS.shop();
    const [a, b] = [1, 2].map((factor) => {
      const sketch = new Sketch();
      for (let at = 1; at <= 5000; at += 1) sketch.add((100 + (at % 10)) * factor);
      return { ...slower, verdict: "pass" as const, histograms: { step_duration: { aggregate: figuresOf(sketch), by: {} } } };
    });
    const cwd = await folderWith({ before: a!, after: b!, unsure: { ...b!, verdict: "inconclusive" } });
    const compare = (...args: string[]) => liveLoad(["compare", ...args], { cwd }).ended;
    const worse = await compare("before", "after", "--max-regression", "10%");
    expect(worse.code).toBe(99);
    expect(worse.stderr).toMatch(
      /^✗ step_duration: p\d\d rose by 1?\d\d %, from 1\d\d ms to 2\d\d ms; p\d\d by 1?\d\d %, p\d\d by 1?\d\d %$/m,
    );
    expect((await compare("after", "before", "--max-regression", "0.1")).code).toBe(0);
    expect(await compare("before", "unsure", "--max-regression", "10%")).toMatchObject({
      code: 98,
      stderr: expect.stringContaining("cannot be trusted"),
    });
    expect(await compare("before", "after", "--max-regression", "ten")).toMatchObject({
      code: 104,
      stderr: expect.stringContaining('--max-regression is "ten", but it takes a share'),
    });
  });

  it("exits with 104 when there is nothing to read", async () => {
    const cwd = await folderWith({ one: RESULTS.counter() });
    await writeFile(join(cwd, "broken.json"), "{");
    await mkdir(join(cwd, "dead"));
    await writeFile(join(cwd, "dead", "journal"), "");
    for (const [other, message] of [
      ["nowhere", /there is no result at .*nowhere/],
      ["broken.json", /broken\.json is not valid JSON/],
      [".", /holds no result\.json/],
      ["dead", /live-load report .*dead makes one from its journal/],
    ] as const) {
      const ended = await liveLoad(["compare", "one", other], { cwd }).ended;
      expect(ended.code).toBe(104);
      expect(ended.stderr).toMatch(message);
    }
  });
});
