import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { concurrently } from "../fixtures/after-test.js";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, processesOfRun, resultIn, temporaryFolder } from "./command.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

const SLICES = [
  "--backend-option",
  "nodes.cpus=1",
  "--backend-option",
  "nodes.memory=3GiB",
  "--backend-option",
  "overcommit=true",
];
const PER_CPU = /([\d.]+) users? per CPU/;

function calibrating(command: "plan" | "run", ...args: readonly string[]) {
  const given = ["--option", `baseUrl=${target.url}`, "--calibrate", "--calibration-time", "10s", ...SLICES];
  return liveLoad([command, "examples/counter.scenario.ts", ...given, ...args], { cwd: resolve(".") }).ended;
}

describe.skipIf(noBrowser)(`a calibration${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("reports how many users of each kind a node can carry, and the limiting resource", async () => {
    target.resetStats();
    const { stdout, stderr } = await calibrating("plan", "--users", "4", "--background-users", "8");
    expect(stdout).toMatch(/Calibrated +(at least )?[\d.]+ users? per CPU: (with more, |all that were tried fit)/);
    expect(stdout).toMatch(/background users: (at least )?[\d.]+ users? per CPU: (with more, |all that were tried fit)/);
    expect(stdout).toMatch(/A user costs .*\(measured with this scenario\)\n/);
    expect(stdout).toMatch(/A background user .*\(measured with this scenario\)\n/);
    expect(stderr).toMatch(/calibrating: \d+ users?/);
    // The scenario itself was run.
    expect(target.stats().events.byName.inc).toBeGreaterThan(0);
  });

  it("sizes the cluster for the run", async () => {
    const out = join(await temporaryFolder(), "report");
    const { code, stderr } = await calibrating("run", "--users", "2", "--duration", "3s", "--out", out);
    const perCpu = Number(PER_CPU.exec(stderr)?.[1]);
    expect(perCpu, stderr).toBeGreaterThan(0);
    const result = resultIn(out);
    // On a busy machine a node may not have the capacity for even one user: then no run begins.
    if (perCpu < 1) expect(code, stderr).toBe(106);
    else expect(result.nodes).toHaveLength(Math.ceil(2 / Math.floor(perCpu)));
    expect(await processesOfRun(result.runId)).toEqual([]);
  });

  it.concurrent.for([
    ["is not answered", (): string => "http://127.0.0.1:9"],
    // An iteration is under way whenever the trial may end.
    ["times out", (): string => `${target.url}/status/404?of=`],
  ] as const)("that cannot succeed says why, and no load follows, for a scenario that %s", ([, baseUrl], context) =>
    concurrently(context, async () => {
      const out = join(await temporaryFolder(), "report");
      const given = ["--option", `baseUrl=${baseUrl()}`, "--command-timeout", "1s", "--out", out];
      const { code, stderr } = await calibrating("run", ...given);
      expect(code).toBe(107);
      expect(stderr).toContain("nothing can be calibrated: every iteration failed");
      expect(existsSync(join(out, "result.json"))).toBe(true);
      expect(resultIn(out).iterations.started).toBe(0);
    }),
  );
});
