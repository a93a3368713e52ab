import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, type TestContext } from "vitest";
import { noBrowser } from "../browser-available.js";
import { RESULTS } from "../fixtures/results/results.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";

const HALTING = `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", run: (c) => c.think("200ms") });`;

/** Mounts a small file system; needs root and Linux. */
async function smallDisk(test: TestContext, options: string): Promise<string> {
  const path = await temporaryFolder();
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "live-load-test", path]);
  if (mounted.status !== 0) test.skip("mounting a small file system needs root on Linux");
  onTestFinished(() => void spawnSync("umount", ["-l", path]));
  return path;
}

async function project(source = HALTING): Promise<string> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "x.scenario.ts"), source);
  return cwd;
}

const RUN = ["run", "x.scenario.ts", "--duration", "2s"];

describe.skipIf(noBrowser !== undefined)("a full or missing disk", () => {
  it("does not affect the summary and the other reports, and the file that could not be written is named", async (test) => {
    const disk = await smallDisk(test, "size=96k");
    const cwd = await project();
    const ended = await liveLoad([...RUN, "--out", join(disk, "out"), "--reporter", "console,html,markdown,junit"], { cwd })
      .ended;
    expect(ended.stdout).toContain("pass");
    expect(ended.stderr).toMatch(/warning .*out\/report\.html could not be written: ENOSPC/);
    expect(ended.stdout).not.toContain("report.html");
    expect(ended.stdout).toContain(join("out", "result.json"));
    expect(resultIn(join(disk, "out"))).toMatchObject({ verdict: "pass" });
    for (const file of ["report.md", "junit.xml"]) expect(existsSync(join(disk, "out", file)), file).toBe(true);
    expect(existsSync(join(disk, "out", "report.html.draft"))).toBe(false);
    expect(ended.code).toBe(0);
  });

  it("leads to the summary and exit code 1 with the cause when the result itself could not be written", async (test) => {
    const disk = await smallDisk(test, "size=8k");
    const cwd = await project();
    const ended = await liveLoad([...RUN, "--out", join(disk, "out")], { cwd }).ended;
    expect(ended.stdout).toContain("pass");
    expect(ended.stderr).toMatch(/error .*out\/result\.json could not be written: ENOSPC/);
    expect(ended.code).toBe(1);
  });

  it("is reported before anything starts when nothing can be written there", async (test) => {
    const disk = await smallDisk(test, "size=96k,ro");
    const cwd = await project();
    const ended = await liveLoad([...RUN, "--out", join(disk, "out")], { cwd }).ended;
    expect(ended.stderr).toMatch(/error .*the output folder .*out cannot be written: EROFS/);
    expect(ended.stderr).toContain("--out");
    expect(ended.code).toBe(104);
  });

  it("does not prevent the reports when the output folder was deleted during the run", async () => {
    const cwd = await project();
    const running = liveLoad([...RUN, "--duration", "6s", "--out", "out", "--json"], { cwd });
    await running.shown('"load-started"');
    await rm(join(cwd, "out"), { recursive: true });
    const ended = await running.ended;
    expect(ended.stderr).toMatch(/warning .*out was deleted during the run/);
    expect(resultIn(join(cwd, "out"))).toMatchObject({ verdict: "pass", journal: "incomplete" });
    expect(existsSync(join(cwd, "out", "report.html"))).toBe(true);
    expect(ended.code).toBe(0);
  });
});

describe("the folders that a run needs", () => {
  it.each([
    ["XDG_STATE_HOME", (file: string) => ({ XDG_STATE_HOME: file })],
    ["XDG_STATE_HOME", (file: string) => ({ XDG_STATE_HOME: "", HOME: file })],
    ["TMPDIR", (file: string) => ({ TMPDIR: join(file, "..", "nowhere") })],
    ["TMPDIR", (file: string) => ({ TMPDIR: file })],
  ])("are reported with exit code 104 and %s when they are not writable", async (variable, env) => {
    const cwd = await project();
    // A file in place of the folder fails even for root.
    const file = join(cwd, "file");
    await writeFile(file, "");
    const { code, stderr } = await liveLoad(RUN, { cwd, env: env(file) }).ended;
    expect(stderr).toMatch(/error .* cannot be written: E/);
    expect(stderr).toContain(`set ${variable} to use another folder`);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(104);
    expect(existsSync(join(cwd, "liveload-report"))).toBe(false);
  });

  it.skipIf(process.platform !== "linux").each([["run"], ["compare"]])(
    "are reported without a hang when %s is below /proc",
    async (command) => {
      const cwd = await project();
      await writeFile(join(cwd, "result.json"), JSON.stringify(RESULTS.counter()));
      const args = command === "run" ? [...RUN, "--out", "/proc/x/out"] : ["compare", ".", ".", "--out", "/proc/x/out.md"];
      const { code, stderr } = await liveLoad(args, { cwd }).ended;
      expect(stderr).toMatch(/\/proc\/x\/out.* cannot be written: ENOENT/);
      expect(code).toBe(104);
    },
  );
});
