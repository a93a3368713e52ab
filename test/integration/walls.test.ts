import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

const CRUISER = resolve("node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
const CONFIG = resolve(".dependency-cruiser.mjs");

/** Violations in a source tree in which each file imports the given one. */
async function breachesOf(imports: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "live-load-walls-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "tsconfig.json"), "{}");
  await writeFile(join(folder, "package.json"), `{ "type": "module" }`);
  for (const file of new Set([...Object.keys(imports), ...Object.values(imports)])) {
    const imported = imports[file];
    const line = imported === undefined ? "export type A = 1;" : `export type { A } from "${upFrom(file)}${imported}";`;
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), line);
  }
  const args = [CRUISER, "--config", CONFIG, "--output-type", "json", "src"];
  const output = await new Promise<string>((done) => {
    execFile(process.execPath, args, { cwd: folder }, (_error, stdout) => done(stdout));
  });
  const { summary } = JSON.parse(output) as {
    summary: { violations: readonly { from: string; rule: { name: string } }[]; totalCruised: number };
  };
  expect(summary.totalCruised).toBe(new Set([...Object.keys(imports), ...Object.values(imports)]).size);
  return summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`).sort();
}

const upFrom = (file: string) => "../".repeat(file.split("/").length - 1);

describe("the walls of the agent", () => {
  it("keep user code out of the watchdog, the watchdog out of the runner, and both out of their shared files", async () => {
    const breaches = await breachesOf({
      // Allowed: both folders use the files above them.
      "src/agent/watchdog/speaks.ts": "src/agent/vocabulary.ts",
      "src/agent/runner/speaks.ts": "src/agent/vocabulary.ts",
      "src/agent/watchdog/runs.ts": "src/agent/runner/session.ts",
      "src/agent/watchdog/loads.ts": "src/scenario/scenario.ts",
      "src/agent/watchdog/opens.ts": "src/browser/page.ts",
      "src/agent/watchdog/reaches.ts": "src/agent/door.ts",
      "src/agent/door.ts": "src/scenario/other.ts",
      "src/agent/runner/watches.ts": "src/agent/watchdog/link.ts",
      "src/agent/shared.ts": "src/agent/watchdog/link.ts",
    });
    expect(breaches).toEqual([
      "no-rooms-in-what-they-share: src/agent/shared.ts",
      "no-user-code-in-the-watchdog: src/agent/watchdog/loads.ts",
      "no-user-code-in-the-watchdog: src/agent/watchdog/opens.ts",
      "no-user-code-in-the-watchdog: src/agent/watchdog/reaches.ts",
      "no-user-code-in-the-watchdog: src/agent/watchdog/runs.ts",
      "no-watchdog-in-the-runner: src/agent/runner/watches.ts",
    ]);
  });
});

describe("the wall around the backends", () => {
  it("lets only the list of backends import one of them", async () => {
    const breaches = await breachesOf({
      "src/cluster/backends.ts": "src/cluster/backends/cloud/cloud-backend.ts",
      "src/cluster/backends/cloud/launch.ts": "src/cluster/backends/cloud/cloud-backend.ts",
      "src/cluster/boot.ts": "src/cluster/backends/cloud/cloud-backend.ts",
      "src/cli/command.ts": "src/cluster/backends/cloud/cloud-backend.ts",
    });
    expect(breaches).toEqual(["backends-by-name: src/cli/command.ts", "backends-by-name: src/cluster/boot.ts"]);
  });
});
