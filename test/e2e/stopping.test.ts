import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { concurrently } from "../fixtures/after-test.js";
import { startTarget, type Target } from "../target/target.js";
import { eventually, liveLoad, processesOfRun, resultIn, temporaryFolder } from "./command.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

async function startCounter(env: NodeJS.ProcessEnv = {}) {
  const out = join(await temporaryFolder(), "report");
  const command = liveLoad(
    [
      "run",
      "examples/counter.scenario.ts",
      "--users",
      "2",
      "--duration",
      "5m",
      "--out",
      out,
      "--option",
      `baseUrl=${target.url}`,
    ],
    { env },
  );
  await command.shown(/[1-9]\d* iterations? \(/);
  const { runId } = JSON.parse(await readFile(join(out, ".liveload.lock"), "utf8")) as { runId: string };
  return { command, out, runId };
}

describe.skipIf(noBrowser)(
  `a run that is ended early${noBrowser === undefined ? "" : ` (${noBrowser})`}`,
  { concurrent: true, timeout: 300_000 },
  () => {
    it("writes a partial report on Ctrl-C and leaves nothing behind", (context) =>
      concurrently(context, async () => {
        const { command, out, runId } = await startCounter();
        expect((await processesOfRun(runId)).length).toBeGreaterThan(1);
        command.child.kill("SIGINT");
        const ended = await command.ended;
        expect(ended.code, ended.stderr).toBe(130);
        const result = resultIn(out);
        expect(result.iterations.started).toBeGreaterThan(0);
        const { started, succeeded, failed, interrupted, abortedInfra } = result.iterations;
        expect(started).toBe(succeeded + failed + interrupted + abortedInfra);
        expect(result.verdictReasons.map(({ code }) => code)).toContain("interrupted");
        expect(await processesOfRun(runId)).toEqual([]);
      }));

    it("exits with 143 on SIGTERM", (context) =>
      concurrently(context, async () => {
        const { command, runId } = await startCounter();
        command.child.kill("SIGTERM");
        expect((await command.ended).code).toBe(143);
        expect(await processesOfRun(runId)).toEqual([]);
      }));

    it("leaves no process after the lease when the controller is killed, and a journal for the report", (context) =>
      concurrently(context, async () => {
        const { command, out, runId } = await startCounter();
        // The figures of the first line may not be in the journal yet.
        await command.shown(/[1-9]\d* iterations? \([^\n]*\n[^\n]*[1-9]\d* iterations? \(/);
        command.child.kill("SIGKILL");
        await command.ended;
        await eventually("the node to end itself", async () => (await processesOfRun(runId)).length === 0, 80_000);
        const report = await liveLoad(["report", out]).ended;
        expect(report.code, report.stderr).toBe(0);
        const result = resultIn(out);
        expect(result.iterations.succeeded).toBeGreaterThan(0);
        expect(result.verdict).toBe("inconclusive");
      }));

    it("is cleaned up by gc at once when the controller was killed", (context) =>
      concurrently(context, async () => {
        const env = { XDG_STATE_HOME: await temporaryFolder(), TMPDIR: await temporaryFolder() };
        const { command, runId } = await startCounter(env);
        expect((await liveLoad(["gc"], { env }).ended).stdout).toMatch(`– ${runId}  1 node kept: process ${command.child.pid}`);
        command.child.kill("SIGKILL");
        await command.ended;
        const dry = await liveLoad(["gc", "--dry-run"], { env }).ended;
        expect(dry.stdout).toContain(`${runId}  1 node would be removed`);
        const gc = await liveLoad(["gc"], { env }).ended;
        expect(gc.code, gc.stderr).toBe(0);
        expect(gc.stdout).toContain(`✓ ${runId}  1 node removed`);
        const folders = (text: string) => Number(/(\d+) temporary folders? of killed processes/.exec(text)?.[1] ?? 0);
        expect(folders(gc.stdout), gc.stdout).toBeGreaterThan(0);
        expect(folders(dry.stdout), dry.stdout).toBe(folders(gc.stdout));
        expect(await processesOfRun(runId)).toEqual([]);
        expect((await liveLoad(["gc"], { env }).ended).stdout).toBe("Nothing was left behind.\n");
      }));
  },
);
