import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/result/model.js";
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
    expect(shown.stdout).toMatch(/^ {2}liveview_event_duration +[\d,]+ +[\d,]+ +p50 /m);
    expect(shown.stdout).toMatch(/failures only in B|→/);
    expect(await readFile(join(cwd, "new/compare.md"), "utf8")).toMatch(/\| `liveview_event_duration` \|/);
    const { stdout } = await liveLoad(["compare", "before", "after", "--json"], { cwd }).ended;
    expect(JSON.parse(stdout)).toMatchObject({
      a: { verdict },
      b: { verdict: "fail" },
      users: { a: 30, b: 30, change: 0 },
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
