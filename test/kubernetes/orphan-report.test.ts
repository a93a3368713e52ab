import { execFile, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { NODE_IMAGE } from "../docker/images.js";
import { eventually, resultIn, temporaryFolder } from "../e2e/command.js";
import { startTarget, type Target } from "../target/target.js";
import { type LoadNamespace, loadNamespace } from "./load-namespace.js";

const noKubectl =
  spawnSync("kubectl", ["version", "--client"]).status === 0
    ? undefined
    : "there is no kubectl (apt-get install kubernetes-client)";
const none = inject("noKubernetes") ?? noKubectl;
const address = inject("kubernetes")!;
const run = promisify(execFile);

/** The documented commands that fetch the report of a run whose machine has disconnected. */
function recipe(): string {
  const page = readFileSync("docs/kubernetes.md", "utf8");
  const blocks = page.split("```sh\n").map((rest) => rest.split("```")[0] ?? "");
  return blocks.find((block) => block.includes("tar -C /tmp/live-load-controller/report")) ?? "";
}

describe.skipIf(none !== undefined)(
  `a run in the cluster whose machine has disconnected${none === undefined ? "" : ` (skipped: ${none})`}`,
  () => {
    let target: Target;
    let load: LoadNamespace;
    beforeAll(async () => {
      target = await startTarget({ host: address.gatewayAddress });
      load = await loadNamespace(address, "orphan");
    });
    afterAll(() => target.close());

    it("has its report fetched by the documented commands", async () => {
      const person = { KUBECONFIG: await load.kubeconfigOfPerson() };
      const options = [`image=${NODE_IMAGE}`, "pull=never", "nodes.cpus=0.4", "nodes.memory=1400MiB"];
      const there = ["--backend", "kubernetes", ...options.flatMap((option) => ["--backend-option", option])];
      const args = ["--users", "1", "--duration", "15s", "--option", `baseUrl=${target.url}`];
      const { command } = await load.start(["run", "examples/counter.scenario.ts", "--in-cluster", ...there, ...args], person);
      await command.shown(/[1-9]\d* iterations? \(/);
      command.child.kill("SIGKILL");
      await command.ended;
      const { items } = await load.core.listNamespacedPod({ namespace: load.name, labelSelector: "liveload.controller" });
      const pod = items[0]?.metadata?.name ?? "";
      const job = items[0]?.metadata?.labels?.["liveload.controller"] ?? "";
      const log = () => load.core.readNamespacedPodLog({ namespace: load.name, name: pod });
      await eventually("the run's end", async () => (await log()).includes("its output can be fetched"), 120_000);
      const folder = await temporaryFolder();
      const commands = recipe()
        .replaceAll("-n load", `-n ${load.name}`)
        .replaceAll("POD", pod)
        .replaceAll("live-load-controller-ID", job);
      const env = { ...process.env, ...person };
      const { stdout } = await run("bash", ["-eo", "pipefail", "-c", commands], { cwd: folder, env });
      expect(stdout).toContain("the run has ended, its output can be fetched; exit code");
      const report = join(folder, "liveload-report");
      expect(existsSync(join(report, "report.html"))).toBe(true);
      expect(resultIn(report).iterations.succeeded).toBeGreaterThan(0);
      await load.nothingIsLeft();
    });
  },
);
