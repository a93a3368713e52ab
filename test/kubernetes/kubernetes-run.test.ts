import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import type { RunResult } from "../../src/result/model.js";
import { liveLoad, resultIn, temporaryFolder } from "../e2e/command.js";
import { startTarget, type Target } from "../target/target.js";
import { type LoadNamespace, loadNamespace, smallPods } from "./load-namespace.js";

const noKubernetes = inject("noKubernetes");
const address = inject("kubernetes")!;
const skipped = noKubernetes === undefined ? "" : ` (skipped: ${noKubernetes})`;

describe.skipIf(noKubernetes !== undefined)(`a run on Kubernetes${skipped}`, () => {
  let target: Target;
  let load: LoadNamespace;
  beforeAll(async () => {
    target = await startTarget({ host: address.gatewayAddress });
    load = await loadNamespace(address, "runs");
  });
  afterAll(() => target.close());
  afterEach(() => load.nothingIsLeft());

  const startRun = (args: readonly string[], options: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => {
    const site = ["--option", `baseUrl=${target.url}`];
    return load.start(["run", "examples/counter.scenario.ts", ...smallPods(address, options), ...site, ...args], env);
  };
  const TURNS = /[1-9]\d+ iterations \(/;

  it("uses three pods over encrypted links, counts what the server counts, and has a result like any other", async () => {
    target.resetStats();
    const { command, out } = await startRun(["--users", "3", "--duration", "20s"]);
    const ended = await command.ended;
    // Half a CPU is little: on a busy machine the quota may throttle a node, which makes the result invalid.
    expect([0, 98], ended.stderr).toContain(ended.code);
    const result = resultIn(out);
    expect(result.nodes.map(({ users, status }) => [users, status])).toEqual(Array(3).fill([1, "finished"]));
    expect(result.nodes.map(({ resources }) => [resources?.cpus, resources?.cpuSource])).toEqual(Array(3).fill([0.5, "quota"]));
    expect(target.stats().events.byName.inc).toBeGreaterThan(0);
    expect(result.counters.steps?.by["click #inc"]).toBe(target.stats().events.byName.inc);
    expect(result.users.succeeded).toBe(3);
    const local = await localResult(target);
    expect(METRICS.filter((name) => local.histograms[name] === undefined && local.sick.histograms[name] === undefined)).toEqual(
      [],
    );
    expect(shapeOf(result)).toEqual(shapeOf(local));
  });

  it("keeps what a killed node had sent, and names the node", async () => {
    const { command, out } = await startRun(["--users", "2", "--duration", "45s"]);
    await command.shown(TURNS);
    const name = await load.podOf("counter-2");
    await load.core.deleteNamespacedPod({ namespace: load.name, name, gracePeriodSeconds: 0 });
    const ended = await command.ended;
    expect(ended.code, ended.stderr).toBe(98);
    expectLost(resultIn(out));
  });

  it("reports that a pod was deleted when it ends within its grace period", async () => {
    const { command, out } = await startRun(["--users", "2", "--duration", "45s"]);
    await command.shown(TURNS);
    await load.core.deleteNamespacedPod({ namespace: load.name, name: await load.podOf("counter-2") });
    const ended = await command.ended;
    expect(ended.code, ended.stderr).toBe(98);
    expect(ended.stderr).toMatch(/counter-2: lost: .*its pod was deleted/);
    expectLost(resultIn(out));
  });

  it("keeps what a node on a drained host had sent, and reports that it was evicted", async () => {
    const { command, out } = await startRun(["--users", "2", "--duration", "45s"]);
    await command.shown(TURNS);
    const cordon = (value: boolean) =>
      load.core.patchNode({ name: address.nodeName, body: [{ op: "add", path: "/spec/unschedulable", value }] });
    await cordon(true);
    try {
      const name = await load.podOf("counter-2");
      await load.core.createNamespacedPodEviction({
        namespace: load.name,
        name,
        body: { metadata: { name, namespace: load.name } },
      });
      const ended = await command.ended;
      expect(ended.code, ended.stderr).toBe(98);
      expect(ended.stderr).toMatch(/counter-2: lost: .*evicted/);
    } finally {
      await cordon(false);
    }
    const result = resultIn(out);
    expectLost(result);
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const { command } = await startRun(["--users", "2", "--duration", "5m"]);
    await command.shown(/[1-9]\d* iterations? \(/);
    command.child.kill("SIGINT");
    expect((await command.ended).code).toBe(130);
  });

  it("leaves pods that end by themselves when its controller is killed, and gc removes the rest", async () => {
    const state = { XDG_STATE_HOME: await temporaryFolder() };
    const { command } = await startRun(["--users", "2", "--duration", "5m"], [], state);
    await command.shown(/[1-9]\d* iterations? \(/);
    command.child.kill("SIGKILL");
    const running = async () => {
      const { items } = await load.core.listNamespacedPod({ namespace: load.name, labelSelector: "liveload.run" });
      return items.filter(({ status }) => status?.phase === "Running").length;
    };
    await expect.poll(running, { timeout: 120_000, interval: 500 }).toBe(0);
    expect((await load.leftovers()).length).toBeGreaterThan(0);
    const gc = (...args: readonly string[]) =>
      load.start(["gc", "--backend", "kubernetes", ...args], state).then(({ command: it }) => it.ended);
    expect(await gc("--dry-run")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/would be removed: its controller, process \d+, is gone/),
    });
    expect(await gc()).toMatchObject({ code: 0, stdout: expect.stringContaining("removed") });
  });

  it("continues when its token expires, reports what it could not remove, and gc removes that with a new token", async () => {
    const state = { XDG_STATE_HOME: await temporaryFolder() };
    const token = { KUBECONFIG: await load.kubeconfigFor(45) };
    const { command, out } = await startRun(["--users", "1", "--duration", "60s"], [], { ...state, ...token });
    const ended = await command.ended;
    expect(resultIn(out).users.succeeded, ended.stderr).toBe(1);
    expect(ended.stderr).toMatch(/cleaning up .* failed: .*Unauthorized|Unauthorized.*live-load gc/s);
    expect((await load.leftovers()).length).toBeGreaterThan(0);
    const { command: gc } = await load.start(["gc", "--backend", "kubernetes"], state);
    const gone = await gc.ended;
    expect(gone.code, gone.stdout + gone.stderr).toBe(0);
    expect(gone.stdout).toContain("removed");
  });

  it("demands an address at which pods reach the controller", async () => {
    const args = ["run", "examples/counter.scenario.ts", "--backend", "kubernetes", "--backend-option", "nodes.cpus=0.5"];
    const { command } = await load.start([...args, "--backend-option", "nodes.memory=1GiB"]);
    const { code, stderr } = await command.ended;
    expect(code).toBe(104);
    expect(stderr).toMatch(/pods cannot reach this machine\n.*--listen.*--in-cluster/);
  });

  it("can be planned, with the actual resources of the first pod and what does not fit into the cluster", async () => {
    const { command } = await load.start(["plan", "examples/counter.scenario.ts", "--users", "90", ...smallPods(address)], {
      KUBECONFIG: address.kubeconfigPath,
    });
    const { stdout, stderr } = await command.ended;
    expect(stdout, stderr).toMatch(
      /Node +0\.5 CPUs \(its control group's quota\) · \d+ MiB free of 1200 \(its control group's limit\)/,
    );
    expect(stdout).toMatch(/Nodes +90 nodes/);
    expect(stderr).toMatch(/the cluster takes \d+ pods? of 0\.5 CPUs and 1200 MiB now, and the run needs 90/);
  });

  /** Runs the same scenario on three slices of this machine, for as many iterations as yield every metric, however slow they are. */
  async function localResult(site: Target): Promise<RunResult> {
    const out = `${await temporaryFolder()}/report`;
    const slices = ["nodes.cpus=0.5", "nodes.memory=1200MiB", "overcommit=true"].flatMap((option) => [
      "--backend-option",
      option,
    ]);
    const args = ["--users", "3", "--duration", "5m", "--browser", "playwright", "--out", out, "--option", `baseUrl=${site.url}`];
    const command = liveLoad(["run", "examples/counter.scenario.ts", ...slices, ...args]);
    await command.shown(TURNS);
    command.child.kill("SIGINT");
    const { code, stderr } = await command.ended;
    expect(code, stderr).toBe(130);
    return resultIn(out);
  }
});

function expectLost(result: RunResult): void {
  // On a busy machine half a CPU may be too little as well, which is the more severe verdict.
  expect(["inconclusive", "invalid"]).toContain(result.verdict);
  expect(result.verdictReasons.map(({ code }) => code)).toContain("lost-load");
  expect(result.nodes.map(({ name, status }) => [name, status])).toEqual([
    ["counter-1", "finished"],
    ["counter-2", "lost"],
  ]);
  expect(result.users).toMatchObject({ requested: 2, succeeded: 1, lost: 1 });
  expect(result.nodes[1]?.iterations).toBeGreaterThan(0);
}

const METRICS = ["iteration_duration", "step_duration", "liveview_event_duration", "web_vital_lcp"];

/**
 * The parts that are the same in every run: the fields of a result and of a node, and the metrics that every run of the
 * scenario has. On a machine that is too slow all samples may be sick ones, which have the same shape.
 */
function shapeOf(result: RunResult): unknown {
  const fields = (...values: readonly (object | undefined)[]) => [
    ...new Set(values.flatMap((value) => Object.keys(value ?? {})).sort()),
  ];
  const both = (metric: string) => [result.histograms[metric], result.sick.histograms[metric]] as const;
  return {
    result: fields(result),
    // Only present if a connection was lost for a moment.
    node: fields(result.nodes[0]).filter((field) => field !== "disconnections"),
    resources: fields(result.nodes[0]?.resources ?? undefined),
    users: fields(result.users),
    steps: fields(...both("step_duration").map((histogram) => histogram?.by)),
    metrics: METRICS.map((name) => [name, fields(...both(name)), fields(...both(name).map((histogram) => histogram?.aggregate))]),
    series: fields(result.timeSeries[0]),
  };
}
