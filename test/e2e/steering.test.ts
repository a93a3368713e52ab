import { readdirSync, statSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RunStatus } from "../../src/run/steering/run-status.js";
import { noBrowser } from "../browser-available.js";
import { kubernetesApi } from "../fixtures/kubernetes-api.js";
import { eventually, liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";
import { startHitCounter } from "./hit-counter.js";

/** A site that counts hits, a run on it, and commands for that run. */
async function startRun(args: readonly string[]) {
  const site = await startHitCounter();
  onTestFinished(() => site.close());
  const folder = await temporaryFolder();
  await writeFile(
    join(folder, "hits.scenario.ts"),
    `import { defineScenario } from "live-load";
     export default defineScenario({
       name: "hits",
       assigns: { there: false },
       run: async (context) => {
         if (!context.assigns.there) await context.navigate("${site.url}/").assign({ there: true });
         await context.evaluate((path) => window.hit(path), "/hit").think("100ms");
       },
     });`,
  );
  const env = { XDG_STATE_HOME: join(folder, "state") };
  const out = join(folder, "report");
  const command = liveLoad(["run", "hits.scenario.ts", "--out", out, "--iteration-timeout", "10s", ...args], {
    cwd: folder,
    env,
  });
  const say = (...words: readonly string[]) => liveLoad(words, { cwd: folder, env }).ended;
  const status = async (): Promise<RunStatus> => {
    const { stdout, stderr } = await say("status", "--json");
    expect(stderr).toBe("");
    return JSON.parse(stdout) as RunStatus;
  };
  await eventually("some hits", () => site.hitsMs.length >= 10, 60_000);
  return { site, out, command, say, status, controls: join(folder, "state", "live-load", "control") };
}

describe.skipIf(noBrowser)(`a run that is steered${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("follows what is set, paused, resumed and stopped, and accounts for it", { timeout: 240_000 }, async () => {
    const { site, out, command, say, status, controls } = await startRun(["--users", "2", "--duration", "3m"]);
    const first = await status();
    expect(first).toMatchObject({ state: "running", name: "hits", target: { of: "users", value: 2 }, users: { most: 2 } });
    const [socket = "", ...others] = readdirSync(controls).filter((name) => name.endsWith(".sock"));
    expect([socket, others]).toEqual([`${first.runId}.sock`, []]);
    expect([controls, join(controls, socket)].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);

    // As `live-load run --in-cluster` passes requests to the controller in its pod.
    const there = await say("controller", "--steer", '{"do":"resume"}');
    expect(JSON.parse(there.stdout)).toMatchObject({ error: { code: "CHANGE_REFUSED", message: "the run is not paused" } });
    const grown = await say("set", "--users", "4", "--out", out);
    expect(grown.stdout, grown.stderr).toMatch(/^hits: 4 users instead of 2, from .* after its start on; it ends after 3 min\n$/);
    await eventually("four active users", async () => (await status()).users.active === 4, 60_000);
    const refused = await Promise.all([
      say("set", "--rate", "10/s"),
      say("set", "--users", "-4"),
      say("set", "--users", "900000"),
      say("resume"),
      say("pause", "no-such-run"),
    ]);
    expect(refused.map(({ code }) => code)).toEqual([104, 104, 104, 104, 104]);
    expect(refused.map(({ stderr }) => stderr.split("\n")[0])).toEqual([
      "error CHANGE_REFUSED: this run has a number of users, and no rate to set",
      'error INVALID_OPTION: --users is "-4", but it takes a whole number from 0 to 1000000',
      expect.stringMatching(/^error CHANGE_REFUSED: 900,000 users need about .* of memory/),
      "error CHANGE_REFUSED: the run is not paused",
      "error RUN_NOT_FOUND: no run that is under way has the id no-such-run",
    ]);

    const pause = await say("pause");
    expect([pause.code, pause.stdout]).toEqual([0, expect.stringMatching(/: paused, from .* live-load resume goes on with it/)]);
    expect(pause.stdout).not.toContain("ends after");
    await eventually("all users to wait", async () => (await status()).users.active === 0, 60_000);
    const hitsWhenPaused = site.hitsMs.length;
    expect(await status()).toMatchObject({ state: "paused", target: { value: 0 } });
    expect(site.hitsMs).toHaveLength(hitsWhenPaused);
    // Two people at once: one after the other, and both see the whole.
    const both = await Promise.all([say("resume", "--json"), say("set", "--users", "3", "--json")]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    await eventually("three active users", async () => (await status()).users.active === 3, 60_000);

    const stopped = await say("stop", first.runId);
    expect(stopped.stdout).toMatch(/^hits: stopped, from .* running iterations finish, then it writes its report\n$/);
    const ended = await command.ended;
    expectCode(ended, resultIn(out), 0);
    expect(ended.stderr).toMatch(/at .*: 4 users instead of 2, by live-load/);
    const result = resultIn(out);
    const { changes = [], iterations, users } = result;
    expect(changes.map(({ kind }) => kind).sort()).toEqual(["pause", "resume", "stop", "users", "users"]);
    expect(changes.map(({ by }) => by)).toEqual(Array(5).fill("command"));
    const [grow, paused] = changes;
    expect([grow, paused]).toMatchObject([{ kind: "users", from: 2, to: 4 }, { kind: "pause" }]);
    expect(iterations.started).toBe(iterations.succeeded + iterations.interrupted);
    expect(site.hitsMs).toHaveLength(iterations.started);
    expect(users).toEqual({ requested: 4, started: 4, succeeded: 4, failed: 0, replaced: 0, lost: 0, neverStarted: 0 });
    expect(result.verdictReasons.map(({ code }) => code)).toEqual(expect.arrayContaining(["changed", "stopped"]));
    const stop = changes.at(-1);
    expect(result.durationMs).toBeLessThan((stop?.offsetMs ?? 0) + 11_000);

    await say("report", out, "--from-journal");
    expect({ ...resultIn(out), generatedAt: "" }).toEqual({ ...result, generatedAt: "" });
    expect(readdirSync(controls)).toEqual([]);
    const over = await say("status", "--out", out);
    expect([over.code, over.stderr]).toEqual([104, expect.stringContaining(`the run that wrote to ${out} is over`)]);
    expect((await readFile(join(out, "report.html"), "utf8")).includes('"kind":"users","from":2,"to":4')).toBe(true);
  });

  it("changes its rate on all nodes, and is not needed to clean up after it", { timeout: 240_000 }, async () => {
    const slices = ["nodes.cpus=0.6", "nodes.memory=2GiB", "overcommit=true"].flatMap((option) => ["--backend-option", option]);
    const load = ["--rate", "4/s", "--max-users", "12", "--duration", "3m", ...slices];
    const { site, out, command, say, status, controls } = await startRun(load);
    expect((await say("set", "--rate", "12/s")).code).toBe(0);
    const [change] = (await status()).changes;
    expect(change).toMatchObject({ kind: "rate", from: 4, to: 12 });
    const changedAtMs = change?.offsetMs ?? 0;
    await eventually("hits at the new rate", async () => (await status()).elapsedMs > changedAtMs + 8000, 60_000);
    expect((await say("stop")).code).toBe(0);
    const ended = await command.ended;
    expectCode(ended, resultIn(out), 0);
    const { iterations, changes = [], nodes } = resultIn(out);
    const stoppedAtMs = changes.at(-1)?.offsetMs ?? 0;
    const planned = (4 * changedAtMs + 12 * (stoppedAtMs - changedAtMs)) / 1000;
    expect(Math.abs(iterations.started + iterations.dropped - planned)).toBeLessThanOrEqual(1.01);
    expect(site.hitsMs).toHaveLength(iterations.started);
    expect(nodes).toHaveLength(2);

    const killed = await startRun(["--users", "1"]);
    killed.command.child.kill("SIGKILL");
    await killed.command.ended;
    expect(readdirSync(killed.controls)).toHaveLength(2);
    expect((await killed.say("gc")).stdout).toContain("1 control socket of killed processes removed");
    expect(readdirSync(killed.controls)).toEqual([]);
    expect(readdirSync(controls)).toEqual([]);
  });
});

describe("a run whose controller in the cluster has not started", () => {
  it("has a status, takes no changes, and ends cleanly when it is stopped", { timeout: 240_000 }, async () => {
    const api = await kubernetesApi({ hasPod: false });
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, "x.scenario.ts"),
      `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", run: (c) => c.think("1s") });`,
    );
    const env = { XDG_STATE_HOME: join(folder, "state"), KUBECONFIG: api.kubeconfig };
    const there = ["--in-cluster", "--backend", "kubernetes", "--backend-option", "image=any:1"];
    const command = liveLoad(["run", "x.scenario.ts", "--users", "1", ...there], { cwd: folder, env });
    const say = (...words: readonly string[]) => liveLoad(words, { cwd: folder, env }).ended;
    await eventually("its pod to be looked for", () => api.requests.some((request) => request.endsWith("/pods")), 60_000);
    const status = await say("status");
    expect(status.stdout, status.stderr).toMatch(/State +starting: starting the controller in the cluster/);
    const refused = await say("set", "--users", "4");
    expect([refused.code, refused.stderr]).toEqual([104, expect.stringContaining("has not started yet")]);
    const stopped = await say("stop");
    expect([stopped.code, stopped.stdout]).toEqual([0, "x.scenario.ts is being stopped before its load has begun\n"]);
    const { code, stderr } = await command.ended;
    expect(code, stderr).toBe(130);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain("before its controller in the cluster had started; nothing of it is left");
    expect(api.requests.some((request) => /^DELETE .*\/jobs\/live-load-controller-/.test(request))).toBe(true);
  });
});
