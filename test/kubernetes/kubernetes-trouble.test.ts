import { beforeAll, beforeEach, describe, expect, inject, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { newRunId } from "../../src/base/ids.js";
import { KubernetesBackend } from "../../src/cluster/backends/kubernetes/kubernetes-backend.js";
import { launched } from "../contract/cluster-backend.js";
import { specOf } from "../contract/cluster-backend-spec.js";
import { NODE_IMAGE, TINY } from "../docker/images.js";
import { connectControlPlane } from "./control-plane/index.js";
import { type LoadNamespace, loadNamespace, smallPods } from "./load-namespace.js";

const noKubernetes = inject("noKubernetes");
const address = inject("kubernetes")!;
const skipped = noKubernetes === undefined ? "" : ` (skipped: ${noKubernetes})`;

describe.skipIf(noKubernetes !== undefined)(`the kubernetes backend in trouble${skipped}`, () => {
  let load: LoadNamespace;
  const warnings: string[] = [];
  beforeAll(async () => {
    load = await loadNamespace(address, "trouble");
  });
  // Registered first and so run last, when everything that a test started is gone.
  beforeEach(({ onTestFinished: atLast }) => atLast(() => load.nothingIsLeft()));

  const SMALL = { image: TINY, pull: "never", nodes: { cpus: 0.1, memory: "128MiB" }, waitForRoom: "1s" };
  const make = (options: Readonly<Record<string, unknown>> = {}, kubeconfig = load.kubeconfig) => {
    const run = newRunId(systemClock.wallTime());
    const context = {
      runId: run,
      clock: systemClock,
      agentPath: "",
      execPath: "",
      platform: "linux",
      env: { KUBECONFIG: kubeconfig },
      expiresAt: systemClock.wallTime() + 600_000,
      onWarning: (message: string) => void warnings.push(message),
      onProgress: () => {},
    };
    return { run, backend: new KubernetesBackend({ ...SMALL, ...options }, context) };
  };
  const preflight = (options: Readonly<Record<string, unknown>>, kubeconfig?: string) =>
    make(options, kubeconfig).backend.preflight(new AbortController().signal);

  describe("before anything starts", () => {
    it("accepts a sound namespace with the rights of the role alone", async () => {
      await expect(preflight({})).resolves.toBeUndefined();
    });

    it("reports all missing rights at once, with the role to create", async () => {
      await load.core.createNamespacedServiceAccount({ namespace: load.name, body: { metadata: { name: "nobody" } } });
      const kubeconfig = await connectControlPlane(address).kubeconfigFor({ name: "nobody", namespace: load.name });
      warnings.length = 0;
      await expect(preflight({}, kubeconfig)).rejects.toMatchObject({
        code: "BACKEND_UNAVAILABLE",
        message: expect.stringMatching(/not allowed: create configmaps.*create secrets.*create jobs\.batch.*list limitranges/),
        hint: expect.stringMatching(/rolebinding .* --serviceaccount=trouble:nobody$/),
      });
      expect(warnings.join("\n")).toContain("kind: Role");
    });

    it("reports both a limit range and a quota that a pod exceeds", async () => {
      const { core, name: namespace } = load;
      await core.createNamespacedLimitRange({
        namespace,
        body: { metadata: { name: "small" }, spec: { limits: [{ type: "Container", max: { cpu: "1" } }] } },
      });
      await core.createNamespacedResourceQuota({
        namespace,
        body: { metadata: { name: "team" }, spec: { hard: { "limits.memory": "1Gi" } } },
      });
      onTestFinished(async () => {
        await core.deleteNamespacedLimitRange({ namespace, name: "small" });
        await core.deleteNamespacedResourceQuota({ namespace, name: "team" });
      });
      await expect
        .poll(() => preflight({ nodes: { cpus: 2, memory: "2GiB" } }).catch((error: Error) => error.message), { timeout: 30_000 })
        .toMatch(
          /limit range small allows a container at most 1 cpu.*no pod fits: the quota team has 0 of 1Gi limits\.memory in use/,
        );
    });

    it("reports why the API server rejects the real manifest", async () => {
      const podTemplate = { spec: { nodeSelector: { "not a label!": "x" } } };
      await expect(preflight({ podTemplate })).rejects.toThrow(/refused to create jobs\.batch: .*nodeSelector/);
    });

    it("reports an unknown field of the pod template", async () => {
      await expect(preflight({ podTemplate: { spec: { nodeSelektor: {} } } })).rejects.toMatchObject({
        code: "INVALID_OPTION",
        details: expect.objectContaining({ option: "backendOptions.podTemplate.spec.nodeSelektor" }),
      });
    });

    it("reports a namespace that does not exist", async () => {
      await expect(preflight({ namespace: "nowhere" }, address.kubeconfigPath)).rejects.toThrow(/namespaces "nowhere" not found/);
    });

    it("reports an expired token", async () => {
      await expect(preflight({}, await load.kubeconfigFor(0))).rejects.toMatchObject({
        message: expect.stringContaining("Unauthorized (401"),
        hint: expect.stringContaining("log in again"),
      });
    });
  });

  describe("with a pod", () => {
    const failure = async (options: Readonly<Record<string, unknown>>) => {
      const { run, backend } = make(options);
      const nodes = launched(backend, run, [specOf(run, "a-1", "wait")]);
      const { reason } = await nodes.event("failed", "a-1");
      await nodes.over;
      return reason;
    };

    it("reports at once that its image cannot be pulled", async () => {
      expect(await failure({ image: "127.0.0.1:1/nothing:1", pull: "missing" })).toMatch(
        /^(ErrImagePull|ImagePullBackOff): .*127\.0\.0\.1:1/,
      );
    });

    it("reports an image that is missing and must not be pulled", async () => {
      expect(await failure({ image: "live-load-nothing:1" })).toMatch(/^ErrImageNeverPull: /);
    });

    it("reports in the scheduler's own words that it fits on no host", async () => {
      expect(await failure({ nodes: { cpus: 64 } })).toMatch(/^Unschedulable: 0\/1 nodes are available: .*Insufficient cpu/);
    });

    it("reports a configuration that the host cannot create a container from", async () => {
      const env = [{ name: "MINE", valueFrom: { secretKeyRef: { name: "nowhere", key: "x" } } }];
      expect(await failure({ podTemplate: { spec: { containers: [{ name: "live-load", env }] } } })).toMatch(
        /^CreateContainerConfigError: secret "nowhere" not found/,
      );
    });

    it("reports a quota without room for the second of two pods", async () => {
      const { core, name: namespace } = load;
      await core.createNamespacedResourceQuota({ namespace, body: { metadata: { name: "one" }, spec: { hard: { pods: "1" } } } });
      onTestFinished(() => core.deleteNamespacedResourceQuota({ namespace, name: "one" }).then(() => {}));
      await expect
        .poll(async () => (await core.readNamespacedResourceQuota({ namespace, name: "one" })).status?.used?.pods, {
          timeout: 30_000,
        })
        .toBe("0");
      const { run, backend } = make();
      await backend.preflight(new AbortController().signal);
      expect(() => backend.checkRoom(2)).toThrow(
        /takes 1 pod of 0\.1 CPUs and 128 MiB, and the run needs 2: the quota one has 0 of 1 pods in use/,
      );
      const nodes = launched(backend, run, [specOf(run, "a-1", "wait"), specOf(run, "a-2", "wait")]);
      const failed = await Promise.race(["a-1", "a-2"].map((id) => nodes.event("failed", id)));
      expect(failed.reason).toContain("exceeded quota: one");
      expect(await backend.diagnose(await nodes.ref(failed.nodeId))).toMatchObject({
        status: expect.stringContaining("exceeded quota"),
      });
      // It was stopped before it had a pod, so none is created when there is room again.
      await backend.stop([await nodes.ref(failed.nodeId)], 0);
      expect(await backend.list({ "liveload.run": run })).toHaveLength(1);
    });

    it("reports that a host short of resources evicted it", async () => {
      const filler =
        'const fs = require("fs"); for (let n = 0; n < 64; n++) fs.writeFileSync("/tmp/" + n, Buffer.alloc(1 << 20)); setTimeout(() => {}, 120000)';
      const container = {
        name: "live-load",
        command: ["node", "-e", filler],
        resources: { requests: { "ephemeral-storage": "8Mi" }, limits: { "ephemeral-storage": "8Mi" } },
      };
      const { run, backend } = make({ podTemplate: { spec: { containers: [container] } } });
      const nodes = launched(backend, run, [specOf(run, "a-1", "wait")]);
      expect((await nodes.event("exited", "a-1")).reason).toMatch(/^evicted: .*ephemeral/);
    });

    it("reports that it ran out of memory", async () => {
      const eater = "const all = []; setInterval(() => all.push(Buffer.alloc(1 << 24, 1)), 10)";
      const { run, backend } = make({
        podTemplate: { spec: { containers: [{ name: "live-load", command: ["node", "-e", eater] }] } },
      });
      const nodes = launched(backend, run, [specOf(run, "a-1", "wait")]);
      expect(await nodes.event("exited", "a-1")).toMatchObject({ reason: expect.stringContaining("killed for memory") });
    });

    it("reports that its deadline passed, even without a controller", async () => {
      const { run, backend } = make();
      const spec = { ...specOf(run, "a-1", "wait"), expiresAt: systemClock.wallTime() - 120_000 };
      const nodes = launched(backend, run, [spec]);
      expect((await nodes.event("exited", "a-1")).reason).toContain("DeadlineExceeded");
    });
  });

  it("ends a run with the reason before the boot timeout", async () => {
    const args = ["run", "examples/counter.scenario.ts", "--users", "1", "--duration", "5s"];
    const { command } = await load.start([
      ...args,
      ...smallPods(address, ["nodes.cpus=64", "waitForRoom=1s", `image=${NODE_IMAGE}`]),
    ]);
    const ended = await command.ended;
    expect(ended.code).toBe(106);
    expect(ended.stderr).toMatch(/Unschedulable: 0\/1 nodes are available: .*Insufficient cpu/);
    // It waited for room once, and the hint says how to wait longer.
    expect(ended.stderr).not.toMatch(/counter-1-[23]/);
    expect(ended.stderr).toContain("waitForRoom=5m");
  });

  it("ends a run whose image is not on the host after one attempt, with what to change", async () => {
    const args = ["run", "examples/counter.scenario.ts", "--users", "1", "--duration", "5s"];
    const { command } = await load.start([...args, ...smallPods(address, ["image=live-load-nothing:1"])]);
    const ended = await command.ended;
    expect(ended.code).toBe(106);
    expect(ended.stderr).toMatch(/ErrImageNeverPull: /);
    expect(ended.stderr).toContain("pull=missing");
    expect(ended.stderr).not.toMatch(/counter-1-[23]/);
  });

  it("names the path in KUBECONFIG when there is no such file", async () => {
    const args = ["run", "examples/counter.scenario.ts", "--users", "1", "--duration", "5s", ...smallPods(address)];
    const { command } = await load.start(args, { KUBECONFIG: "/nonexistent" });
    expect(await command.ended).toMatchObject({ code: 104, stderr: expect.stringContaining("/nonexistent") });
  });

  it("leaves nothing after the deadline of a run whose controller outside the cluster was killed", async () => {
    const run = newRunId(systemClock.wallTime());
    // Nodes get an extra minute and finished Jobs stay for five, so five seconds are left.
    const expiresAt = systemClock.wallTime() - 355_000;
    const backend = new KubernetesBackend(SMALL, {
      runId: run,
      clock: systemClock,
      agentPath: "",
      execPath: "",
      platform: "linux",
      env: { KUBECONFIG: load.kubeconfig },
      expiresAt,
      onWarning: () => {},
      onProgress: () => {},
    });
    const nodes = launched(backend, run, [specOf(run, "a-1", "wait")]);
    await nodes.ref("a-1");
    // Kubernetes removes it without our help.
    await load.nothingIsLeft();
  });
});
