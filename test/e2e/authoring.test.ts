import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

const skipped = noBrowser === undefined ? "" : ` (${noBrowser})`;

/** Runs every scenario of the folder once with one user, as somebody would do next. */
async function runOnce(cwd: string) {
  const { code, stderr } = await liveLoad(["run", "--users", "1", "--iterations", "1", "--duration", "2m"], { cwd }).ended;
  const result = resultIn(join(cwd, "liveload-report"));
  expectCode({ code, stderr }, result, 0);
  const { iterations, failures, counters } = result;
  expect([iterations.succeeded, iterations.failed, failures], stderr).toEqual([1, 0, []]);
  return counters;
}

describe.skipIf(noBrowser !== undefined)(`from nothing to a report${skipped}`, { timeout: 180_000 }, () => {
  it("takes init with an address in an empty folder, and run", async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await liveLoad(["init", `${target.url}/counter`, "--ci", "github"], { cwd }).ended;
    expect([code, stderr]).toEqual([0, `Looking at ${target.url}/counter …\n`]);
    expect(stdout).toContain('"Counter 0" (Phoenix LiveView): 0 forms, 2 buttons, 1 link.');
    const files = [".github", ".gitignore", "counter.scenario.ts", "liveload.config.ts", "package.json", "tsconfig.json"];
    expect((await readdir(cwd)).sort()).toEqual(files);
    target.resetStats();
    await runOnce(cwd);
    expect(target.stats().events.byName).toEqual({ dec: 1, inc: 1 });
  });

  it("leaves the files of a project alone", async () => {
    const cwd = await temporaryFolder();
    const config = "export default { users: 1 };\n";
    await writeFile(join(cwd, "liveload.config.js"), config);
    await writeFile(join(cwd, "package.json"), '{ "name": "shop", "type": "commonjs" }\n');
    const { code, stdout } = await liveLoad(["init", target.url, "--js"], { cwd }).ended;
    expect([code, await readFile(join(cwd, "liveload.config.js"), "utf8")]).toEqual([0, config]);
    expect(stdout).toMatch(/– kept +liveload\.config\.js +it was there already/);
    expect((await readdir(cwd)).sort()).toEqual([".gitignore", "liveload.config.js", "package.json", "target.scenario.js"]);
  });

  it("takes import with a recording of every kind of step, and run", async () => {
    const cwd = await temporaryFolder();
    const recording = await readFile("test/fixtures/recordings/every-step.json", "utf8");
    await writeFile(join(cwd, "recording.json"), recording.replaceAll("http://BASE", target.url));
    const imported = await liveLoad(["import", "recording.json"], { cwd }).ended;
    expect([imported.code, imported.stderr]).toEqual([0, ""]);
    expect(imported.stdout).toContain("Wrote every-step.scenario.ts");
    expect(imported.stdout).toContain('4 could not be carried over: see the comments "Not carried over".');
    const again = await liveLoad(["import", "recording.json"], { cwd }).ended;
    expect([again.code, again.stderr.split("\n")[0]]).toEqual([
      104,
      "error INVALID_OPTION: every-step.scenario.ts exists already",
    ]);
    await runOnce(cwd);
  });
});
