import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { noBrowser } from "../browser-available.js";
import { liveLoad, processesOfRun, resultIn, temporaryFolder } from "../e2e/command.js";
import { startTarget, type Target } from "../target/target.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

const args = (out: string, ...more: readonly string[]) => [
  "run",
  "examples/counter.scenario.ts",
  "--users",
  "2",
  "--out",
  out,
  "--option",
  `baseUrl=${target.url}`,
  ...more,
];

describe.skipIf(noBrowser)(`Ctrl-C${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it.each([
    ["at once", /LiveLoad · /],
    ["while contexts are opened", /1 node for 2 users/],
    ["when the load begins", /2 users for /],
    ["in the middle of it", /[1-9]\d* iterations? \(/],
  ])("%s ends the run within seconds, with a result and nothing left", async (_when, shown) => {
    const out = join(await temporaryFolder(), "report");
    const command = liveLoad(args(out, "--duration", "5m"));
    await command.shown(shown);
    command.child.kill("SIGINT");
    const { code, stderr } = await command.ended;
    expect(code, stderr).toBe(130);
    const result = resultIn(out);
    expect(result.verdictReasons.map((reason) => reason.code)).toContain("interrupted");
    expect(await processesOfRun(result.runId)).toEqual([]);
  });
});

const noMount =
  noBrowser ?? (process.getuid?.() === 0 && process.platform === "linux" ? undefined : "only root can mount a small disk");

describe.skipIf(noMount)(`a full disk${noMount === undefined ? "" : ` (${noMount})`}`, () => {
  it("does not end the run: the result holds all acknowledged data and marks the journal as incomplete", async () => {
    const disk = join(await temporaryFolder(), "disk");
    mkdirSync(disk);
    expect(spawnSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk]).status).toBe(0);
    onTestFinished(() => void spawnSync("umount", ["-l", disk]));
    const out = join(disk, "report");
    target.resetStats();
    const command = liveLoad(args(out, "--duration", "15s"));
    await command.shown(/2 users for /);
    const filler = join(disk, "filler");
    try {
      writeFileSync(filler, Buffer.alloc(4 * 1024 * 1024));
    } catch {
      // This fills the disk.
    }
    await command.shown(/the journal \S+ cannot be written/);
    rmSync(filler);
    const { code, stderr } = await command.ended;
    expect(code, stderr).toBe(0);
    const result = resultIn(out);
    expect(result.journal).toBe("incomplete");
    expect(result.counters.steps?.by["click #inc"]).toBe(target.stats().events.byName.inc);
  });

  it("is reported in one line when there is no room for the result", async () => {
    const disk = join(await temporaryFolder(), "disk");
    mkdirSync(disk);
    expect(spawnSync("mount", ["-t", "tmpfs", "-o", "size=40k", "tmpfs", disk]).status).toBe(0);
    onTestFinished(() => void spawnSync("umount", ["-l", disk]));
    await writeFile(join(disk, "filler"), Buffer.alloc(12 * 1024));
    const command = liveLoad(args(join(disk, "report"), "--duration", "2s"));
    const { code, stderr } = await command.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/no space left/i);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
