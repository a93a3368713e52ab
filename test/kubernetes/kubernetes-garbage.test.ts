import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { NODE_IMAGE } from "../docker/images.js";
import { eventually, liveLoad, temporaryFolder } from "../e2e/command.js";
import { startTarget, type Target } from "../target/target.js";
import { type LoadNamespace, loadNamespace, smallPods } from "./load-namespace.js";

const noKubernetes = inject("noKubernetes");
const address = inject("kubernetes")!;
const skipped = noKubernetes === undefined ? "" : ` (skipped: ${noKubernetes})`;

describe.skipIf(noKubernetes !== undefined)(`what a killed controller leaves in Kubernetes${skipped}`, () => {
  let target: Target;
  let load: LoadNamespace;
  beforeAll(async () => {
    target = await startTarget({ host: address.gatewayAddress });
    load = await loadNamespace(address, "garbage");
  });
  afterAll(() => target.close());
  afterEach(() => load.nothingIsLeft());

  const ARGS = ["run", "examples/counter.scenario.ts", "--users", "2", "--duration", "5m"];
  /** The id of the only run. */
  const runId = async () => {
    const { items } = await load.core.listNamespacedConfigMap({ namespace: load.name, labelSelector: "liveload.run" });
    return items[0]?.metadata?.labels?.["liveload.run"] ?? "";
  };
  const killedOutside = async (state: string) => {
    const site = ["--option", `baseUrl=${target.url}`];
    const { command } = await load.start([...ARGS, ...smallPods(address), ...site], { XDG_STATE_HOME: state });
    await command.shown(/[1-9]\d* iterations? \(/);
    command.child.kill("SIGKILL");
    await command.ended;
    return runId();
  };
  const THINGS = "1 ConfigMap, 3 Jobs, 2 Secrets, 2 pods";

  it("is found by gc through the state folder, and counted by kind", async () => {
    const state = await temporaryFolder();
    const run = await killedOutside(state);
    // Without KUBECONFIG: the path that the run used is recorded.
    const { code, stdout, stderr } = await liveLoad(["gc"], { env: { XDG_STATE_HOME: state, KUBECONFIG: "" } }).ended;
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(new RegExp(`✓ ${run}  ${THINGS} on kubernetes removed: its controller, process \\d+, is gone`));
  });

  it("is found by its labels from another state folder, and removed when the run is named", async () => {
    const run = await killedOutside(await temporaryFolder());
    const env = { XDG_STATE_HOME: await temporaryFolder(), KUBECONFIG: load.kubeconfig };
    const kept = await liveLoad(["gc", "--backend", "kubernetes"], { env }).ended;
    expect(kept.stdout).toContain(`– ${run}  ${THINGS} on kubernetes kept: `);
    const { stdout } = await liveLoad(["gc", "--backend", "kubernetes", "--run", run], { env }).ended;
    expect(stdout).toContain(`✓ ${run}  ${THINGS} on kubernetes removed: it was named`);
  });

  it("includes an in-cluster controller: its Job, pod and Secret are removed with the named run", async () => {
    const options = [`image=${NODE_IMAGE}`, "pull=never", "nodes.cpus=0.2", "nodes.memory=1400MiB"];
    const there = ["--backend", "kubernetes", ...options.flatMap((option) => ["--backend-option", option])];
    const { command } = await load.start([...ARGS, "--in-cluster", ...there, "--option", `baseUrl=${target.url}`], {
      KUBECONFIG: await load.kubeconfigOfPerson(),
    });
    await command.shown(/[1-9]\d* iterations? \(/);
    command.child.kill("SIGKILL");
    await command.ended;
    const run = await runId();
    const env = { XDG_STATE_HOME: await temporaryFolder(), KUBECONFIG: load.kubeconfig };
    const { code, stdout, stderr } = await liveLoad(["gc", "--backend", "kubernetes", "--run", run], { env }).ended;
    expect(code, stdout + stderr).toBe(0);
    // The controller's own three objects, and those of its run.
    expect(stdout).toMatch(new RegExp(`✓ ${run}  1 ConfigMap, 2 Jobs, 2 Secrets, 2 pods on kubernetes removed: it was named`));
    await eventually("nothing to be left", async () => (await load.leftovers()).length === 0);
  });
});
