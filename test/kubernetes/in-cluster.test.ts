import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadYaml, type V1Job } from "@kubernetes/client-node";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import type { RunStatus } from "../../src/run/steering/run-status.js";
import { NODE_IMAGE } from "../docker/images.js";
import { eventually, resultIn, temporaryFolder } from "../e2e/command.js";
import { startTarget, type Target } from "../target/target.js";
import { type LoadNamespace, loadNamespace } from "./load-namespace.js";

const noKubernetes = inject("noKubernetes");
const address = inject("kubernetes")!;
const skipped = noKubernetes === undefined ? "" : ` (skipped: ${noKubernetes})`;

describe.skipIf(noKubernetes !== undefined)(`a run with its controller in the cluster${skipped}`, () => {
  let target: Target;
  let load: LoadNamespace;
  let person: NodeJS.ProcessEnv;
  beforeAll(async () => {
    target = await startTarget({ host: address.gatewayAddress });
    load = await loadNamespace(address, "in-cluster");
    person = { KUBECONFIG: await load.kubeconfigOfPerson() };
  });
  afterAll(() => target.close());
  afterEach(() => load.nothingIsLeft());

  const startRun = (args: readonly string[], scenario = "examples/counter.scenario.ts") => {
    // The controller takes a CPU of its own, so less is left for the nodes.
    const options = [`image=${NODE_IMAGE}`, "pull=never", "nodes.cpus=0.2", "nodes.memory=1400MiB"];
    const there = ["--backend", "kubernetes", ...options.flatMap((option) => ["--backend-option", option])];
    return load.start(["run", scenario, "--in-cluster", ...there, "--option", `baseUrl=${target.url}`, ...args], person);
  };

  it("uses three pods, shows its progress here, can be steered from here, and brings its output folder here", async () => {
    target.resetStats();
    // Two fit on a fifth of a CPU.
    const { command, out, say } = await startRun(["--users", "5", "--duration", "10m"]);
    await command.shown(/5 users for 10 min/);
    await command.shown(/[1-9]\d* iterations? \(/);
    const status = async () => JSON.parse((await say("status", "--json")).stdout) as RunStatus;
    expect(await status()).toMatchObject({ state: "running", outputFolder: out, target: { of: "users", value: 5 } });
    expect((await say("set", "--users", "6")).stdout).toMatch(/6 users instead of 5/);
    expect((await say("pause")).stdout).toMatch(/: paused, from/);
    await eventually("all users to wait", async () => (await status()).users.active === 0, 60_000);
    expect((await say("resume")).code).toBe(0);
    await eventually("six active users", async () => (await status()).users.active === 6, 60_000);
    expect((await say("stop", "--out", out)).stdout).toMatch(/: stopped, from .* then it writes its report/);
    const ended = await command.ended;
    expect([0, 98], ended.stdout + ended.stderr).toContain(ended.code);
    const result = resultIn(out);
    expect(result.nodes.map(({ users, status }) => [users, status])).toEqual(Array(3).fill([2, "finished"]));
    expect(result.changes?.map(({ kind, by }) => `${kind} by ${by}`)).toEqual(
      ["users", "pause", "resume", "stop"].map((kind) => `${kind} by command`),
    );
    expect(target.stats().events.byName.inc).toBeGreaterThan(0);
    expect(result.counters.steps?.by["click #inc"]).toBe(target.stats().events.byName.inc);
    expect(existsSync(join(out, "report.html"))).toBe(true);
    expect(ended.stdout).toContain(out);
  });

  it("takes along the files of data pools and the parts of a mix", async () => {
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, "mix.scenario.ts"),
      `import { mix } from "live-load"; export default mix("mixed", { "look.scenario.ts": 1, "click.scenario.ts": 1 });`,
    );
    const part = (name: string, data: string, steps: string) =>
      writeFile(
        join(folder, `${name}.scenario.ts`),
        `import { csv, defineScenario } from "live-load";
         export default defineScenario({
           name: "${name}",
           ${data}
           config: ({ baseUrl }) => ({ baseUrl }),
           run: (context, _user, config) => context${steps}.navigate(\`\${config.baseUrl}/counter\`).waitForLiveView().click("#inc").think(200),
         });`,
      );
    await part("look", "", "");
    await part("click", 'data: { people: csv("./people.csv", { mode: "unique" }) },', '.row("people")');
    await writeFile(join(folder, "people.csv"), "name\nAnn\nBob\n");
    const { command, out } = await startRun(["--users", "2", "--duration", "25s"], join(folder, "mix.scenario.ts"));
    const ended = await command.ended;
    expect([0, 98], ended.stdout + ended.stderr).toContain(ended.code);
    const { counters } = resultIn(out);
    // Two rows make two iterations of the user who gets them; the other user goes on.
    expect(counters.steps?.by["click: click #inc"]).toBe(2);
    expect(counters.steps?.by["look: click #inc"]).toBeGreaterThan(0);
    expect(counters.users_ended?.by["data-used-up"]).toBe(1);
  });

  it("passes on the exit code and the measurements when it is interrupted", async () => {
    const { command, out } = await startRun(["--users", "1", "--duration", "5m"]);
    await command.shown(/[1-9]\d* iterations? \(/);
    command.child.kill("SIGINT");
    const ended = await command.ended;
    expect(ended.code, ended.stdout + ended.stderr).toBe(130);
    expect(resultIn(out).iterations.succeeded).toBeGreaterThan(0);
  });

  it("can be started with the manifest alone", async () => {
    const { core, batch, name: namespace } = load;
    const data = { "shop.scenario.ts": readFileSync("examples/counter.scenario.ts", "utf8") };
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: "shop-scenario" }, data } });
    const text = readFileSync("deploy/kubernetes/job.yaml", "utf8")
      .replaceAll("registry.example.com/live-load:0.1.0", NODE_IMAGE)
      .replace("--users=40", "--users=2")
      .replace("--duration=10m", "--duration=10s")
      .replace("http://shop:4000", target.url);
    const manifest = loadYaml<V1Job>(text);
    manifest.spec?.template.spec?.containers[0]?.args?.push(
      ...["nodes.cpus=0.2", "nodes.memory=1400MiB", "pull=never"].map((option) => `--backend-option=${option}`),
    );
    const { metadata } = await batch.createNamespacedJob({ namespace, body: manifest });
    const job = metadata?.name ?? "";
    const labelSelector = `batch.kubernetes.io/job-name=${job}`;
    const ended = async () => {
      const pod = (await core.listNamespacedPod({ namespace, labelSelector })).items[0];
      return pod?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode;
    };
    await expect.poll(ended, { timeout: 120_000, interval: 500 }).toBeTypeOf("number");
    const pod = (await core.listNamespacedPod({ namespace, labelSelector })).items[0]?.metadata?.name ?? "";
    const log = await core.readNamespacedPodLog({ namespace, name: pod });
    expect([0, 98], log).toContain(await ended());
    expect(log).toMatch(/2 of 2 started · on 1 node/);
    await batch.deleteNamespacedJob({ namespace, name: job, propagationPolicy: "Background" });
  });

  it("reports bad options before anything is created", async () => {
    const { command } = await startRun(["--users", "1", "--listen", "0.0.0.0:7070"]);
    expect(await command.ended).toMatchObject({
      code: 104,
      stderr: expect.stringContaining("--listen is of no use with --in-cluster"),
    });
  });

  it("reports a missing service account at once, by its name", async () => {
    const began = performance.now();
    const { command } = await startRun(["--users", "1", "--backend-option", "serviceAccount=nobody-here"]);
    const { code, stderr } = await command.ended;
    expect(code, stderr).toBe(106);
    expect(stderr).toContain("there is no service account nobody-here");
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  it("reports from the events why its pod cannot be created, and can be stopped while it waits for room", async () => {
    const { core, name: namespace } = load;
    const hard = { pods: "0" };
    await core.createNamespacedResourceQuota({ namespace, body: { metadata: { name: "none" }, spec: { hard } } });
    onTestFinished(() => core.deleteNamespacedResourceQuota({ namespace, name: "none" }).then(() => {}));
    const { command } = await startRun(["--users", "1", "--backend-option", "waitForRoom=1s"]);
    const { code, stderr } = await command.ended;
    expect(code, stderr).toBe(106);
    expect(stderr).toContain("exceeded quota: none");
    expect(stderr.replaceAll(/\s+/g, " ")).toContain("service account live-load of the namespace in-cluster");

    const waiting = await startRun(["--users", "1", "--backend-option", "waitForRoom=10m"]);
    await eventually("its Job", async () => (await load.leftovers()).some((name) => name.startsWith("job ")), 60_000);
    const refused = await waiting.say("set", "--users", "6");
    expect([refused.code, refused.stderr]).toEqual([104, expect.stringContaining("has not started yet")]);
    const stopped = await waiting.say("stop");
    expect([stopped.code, stopped.stdout]).toEqual([0, expect.stringContaining("is being stopped before its load has begun")]);
    const ended = await waiting.command.ended;
    expect(ended.code, ended.stderr).toBe(130);
    expect(ended.stderr.replaceAll(/\s+/g, " ")).toContain("had started; nothing of it is left in the cluster");
    expect(existsSync(join(waiting.out, "result.json"))).toBe(false);
  });

  it("disappears with everything that it has created when its pod is deleted", async () => {
    const { command } = await startRun(["--users", "1", "--duration", "5m"]);
    await command.shown(/[1-9]\d* iterations? \(/);
    const { items } = await load.core.listNamespacedPod({ namespace: load.name, labelSelector: "liveload.controller" });
    await load.core.deleteNamespacedPod({ namespace: load.name, name: items[0]?.metadata?.name ?? "", gracePeriodSeconds: 1 });
    const ended = await command.ended;
    expect(ended.code).not.toBe(0);
  });
});
