import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { KUBERNETES_VERSION } from "./control-plane/binaries.js";
import { until } from "./control-plane/host.js";
import {
  administratorOf,
  callApi,
  callApiSuccessfully,
  connectControlPlane,
  type StartedControlPlane,
  startControlPlane,
} from "./control-plane/index.js";
import { type ApiAccess, tokenOf } from "./control-plane/kubeconfig.js";
import { leftovers, tracesOf } from "./control-plane/leftovers.js";
import { identityOf } from "./control-plane/processes.js";
import { idlePod, type PodFindings, sampleJob, samplePod } from "./control-plane/sample-pods.js";
import { removeAbandoned } from "./control-plane/start.js";

const noKubernetes = inject("noKubernetes");
const skipped = noKubernetes === undefined ? "" : ` (skipped: ${noKubernetes})`;
const POD_MS = 90_000;

describe.skipIf(noKubernetes !== undefined)(`the test cluster${skipped}`, () => {
  const controlPlane = () => connectControlPlane(inject("kubernetes")!);
  let admin: ApiAccess;
  beforeAll(() => {
    admin = administratorOf(inject("kubernetes")!);
  });

  describe("the API", () => {
    test("has the version that was built, and identifies its callers", async () => {
      expect(await callApiSuccessfully(admin, { path: "/version" })).toMatchObject({ gitVersion: KUBERNETES_VERSION });
      expect(await callApi({ ...admin, token: "of-nobody" }, { path: "/api/v1/pods" })).toMatchObject({ status: 401 });
    });

    test("grants a service account the rights of its role, and no others", async () => {
      const namespace = await newNamespace(admin, "rbac");
      await create(admin, `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name: "reader" } });
      const kubeconfig = await controlPlane().kubeconfigFor({ name: "reader", namespace });
      const reader = { ...admin, token: tokenOf(kubeconfig) };
      const pods = { path: `/api/v1/namespaces/${namespace}/pods` };
      const refused = await callApi(reader, pods);
      expect(refused).toMatchObject({ status: 403 });
      expect(JSON.stringify(refused.body)).toContain(`system:serviceaccount:${namespace}:reader`);
      const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["list"] }];
      const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
      await create(admin, `${rbac}/roles`, { metadata: { name: "reads-pods" }, rules });
      const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reads-pods" };
      const subjects = [{ kind: "ServiceAccount", name: "reader", namespace }];
      await create(admin, `${rbac}/rolebindings`, { metadata: { name: "reads-pods" }, roleRef, subjects });
      await until("the role counts", 30_000, async () => ((await callApi(reader, pods)).status === 200 ? true : undefined));
      expect(await callApi(reader, { ...pods, method: "POST", body: idlePod("not-allowed") })).toMatchObject({ status: 403 });
    });

    test("rejects an expired token, and a valid one as soon as it expires", async () => {
      const account = { name: "default", namespace: await newNamespace(admin, "tokens") };
      const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
      const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
      const askWith = async (lifetimeSeconds: number) => {
        const token = tokenOf(await controlPlane().kubeconfigFor(account, { lifetimeSeconds }));
        return () => callApi({ ...admin, token }, { method: "POST", path, body });
      };
      expect(await (await askWith(0))()).toMatchObject({ status: 401 });
      expect(await (await askWith(600))()).toMatchObject({ status: 201 });
      const ask = await askWith(20);
      expect(await ask()).toMatchObject({ status: 201 });
      await until("the token expires", 90_000, async () => ((await ask()).status === 401 ? true : undefined));
      await expect(controlPlane().kubeconfigFor({ ...account, name: "nobody" })).rejects.toThrow(
        'serviceaccounts "nobody" not found',
      );
    });

    test("keeps a namespace within its quota", async () => {
      const namespace = await newNamespace(admin, "quota");
      await create(admin, `/api/v1/namespaces/${namespace}/resourcequotas`, {
        metadata: { name: "one-pod" },
        spec: { hard: { pods: "1" } },
      });
      const pods = `/api/v1/namespaces/${namespace}/pods`;
      await until("the first pod is made", 30_000, async () => {
        const { status } = await callApi(admin, { method: "POST", path: pods, body: idlePod("first") });
        return status === 201 ? true : undefined;
      });
      const second = await callApi(admin, { method: "POST", path: pods, body: idlePod("second") });
      expect(second).toMatchObject({ status: 403, body: { message: expect.stringContaining("exceeded quota: one-pod") } });
    });
  });

  describe("the node", () => {
    let server: Server | undefined;
    afterEach(() => server?.close());

    test("runs a Job of three pods, each with its own name and address, and removes them with the Job", async () => {
      const namespace = await newNamespace(admin, "job");
      const found: PodFindings[] = [];
      server = createServer((request, response) => {
        let text = "";
        request.on("data", (chunk) => {
          text += String(chunk);
        });
        request.once("end", () => {
          found.push(JSON.parse(text) as PodFindings);
          response.end();
        });
      });
      await new Promise<void>((resolve) => server?.listen(0, controlPlane().gatewayAddress, resolve));
      const { port } = server.address() as { readonly port: number };
      const stringData = { "0": "first", "1": "second", "2": "third" };
      await create(admin, `/api/v1/namespaces/${namespace}/secrets`, { metadata: { name: "keys" }, stringData });
      const job = sampleJob("sample", "keys", `http://${controlPlane().gatewayAddress}:${port}`);
      const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
      await create(admin, jobs, job);
      await until("all three report", POD_MS, () => (found.length === 3 ? true : undefined)).catch(async (error: Error) => {
        throw new Error(`${error.message}: ${JSON.stringify(await events(admin, namespace))}`);
      });
      const sorted = found.toSorted((a, b) => Number(a.index) - Number(b.index));
      expect(sorted.map(({ index, secret }) => [index, secret])).toEqual([
        ["0", "first"],
        ["1", "second"],
        ["2", "third"],
      ]);
      for (const findings of sorted) {
        expect(findings).toMatchObject({
          user: 1000,
          rootIsReadOnly: true,
          sharedMemoryWritten: 8 << 20,
          kubernetes: KUBERNETES_VERSION,
        });
        expect(findings.sharedMemory).toMatch(/^tmpfs \/dev\/shm tmpfs .*size=32768k/);
        expect(findings.seccomp).toMatch(/Seccomp:\s+2/);
        expect(findings.capabilities).toMatch(/CapEff:\s+0+$/);
        expect(findings.memoryLimit).toBe(String(96 << 20));
        expect(findings.cpuLimit).toMatch(/^20000\b/);
      }
      const pods = await listPods(admin, namespace);
      await until("the pod's log tells of it", 30_000, async () => {
        const log = await callApi(admin, { path: `/api/v1/namespaces/${namespace}/pods/${pods[0]?.metadata.name}/log` });
        return String(log.body).includes("has reported") ? true : undefined;
      });
      await callApiSuccessfully(admin, { method: "DELETE", path: `${jobs}/sample?propagationPolicy=Background` });
      await until("the pods go", POD_MS, async () => ((await listPods(admin, namespace)).length === 0 ? true : undefined));
    });

    test("ends a pod that exceeds its memory limit", async () => {
      const namespace = await newNamespace(admin, "memory");
      const greedy = "const all = []; setInterval(() => all.push(Buffer.alloc(16 << 20, 1)), 10)";
      const pods = `/api/v1/namespaces/${namespace}/pods`;
      await create(admin, pods, samplePod("greedy", greedy));
      const path = `${pods}/greedy`;
      const pod = await until("the pod ends", POD_MS, async () => {
        const { body } = await callApi(admin, { path });
        return JSON.stringify(body).includes('"phase":"Failed"') ? body : undefined;
      });
      expect(JSON.stringify(pod)).toContain('"reason":"OOMKilled"');
    });
  });

  describe("a second cluster beside it", () => {
    let second: StartedControlPlane;
    afterAll(() => second?.stop());

    test("has its own network, and leaves nothing behind when it has stopped", async () => {
      second = await startWithPod();
      expect(second.gatewayAddress).not.toBe(controlPlane().gatewayAddress);
      const traces = await tracesOf(second.folder);
      expect(traces.processes.length).toBeGreaterThanOrEqual(
        "etcd containerd api controllers scheduler kubelet shim sandbox container".split(" ").length,
      );
      expect(traces.networkNamespaces).toHaveLength(1);
      expect(traces.interfaces).toHaveLength(1);
      // One shim for the sandbox and its container.
      expect(traces.sockets.length).toBeGreaterThan(0);
      await second.stop();
      expect(await leftovers(traces)).toEqual([]);
      expect(await callApi(admin, { path: "/readyz" })).toMatchObject({ status: 200 });
    });

    test("is removed, with its containerd, by the next cluster when its owner was killed", async () => {
      second = await startWithPod();
      const traces = await tracesOf(second.folder);
      const containerd = readFileSync(`${traces.layout.runtime}/containerd.pid`, "utf8");
      process.kill(Number(containerd.split(" ")[0]), "SIGKILL");
      await until("containerd has ended", 10_000, () =>
        identityOf(Number(containerd.split(" ")[0])) === undefined ? true : undefined,
      );
      expect(await leftovers(traces)).not.toEqual([]);
      // As in the state file of a process that has exited.
      writeFileSync(`${second.folder}/owner`, `${process.pid} 0`);
      await removeAbandoned();
      expect(await leftovers(traces)).toEqual([]);
    });
  });
});

interface Listed {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

async function listPods(access: ApiAccess, namespace: string): Promise<Listed["items"]> {
  return ((await callApiSuccessfully(access, { path: `/api/v1/namespaces/${namespace}/pods` })) as Listed).items;
}

/** The events of a namespace. */
async function events(access: ApiAccess, namespace: string): Promise<readonly unknown[]> {
  const body = await callApiSuccessfully(access, { path: `/api/v1/namespaces/${namespace}/events` });
  return (body as { readonly items: readonly { readonly message: string }[] }).items.map(({ message }) => message);
}

async function create(access: ApiAccess, path: string, body: object): Promise<void> {
  await callApiSuccessfully(access, { method: "POST", path, body });
}

/** Creates a namespace and waits for the service account that pods need. */
async function newNamespace(access: ApiAccess, name: string): Promise<string> {
  const namespace = `control-plane-${name}`;
  await create(access, "/api/v1/namespaces", { metadata: { name: namespace } });
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
  await until("the namespace has its account", 30_000, async () =>
    (await callApi(access, { path })).status === 200 ? true : undefined,
  );
  return namespace;
}

/** A control plane with one running pod. */
async function startWithPod(): Promise<StartedControlPlane> {
  const started = await startControlPlane();
  if (typeof started === "string") throw new Error(started);
  const access = administratorOf(started);
  const path = "/api/v1/namespaces/default/pods";
  await create(access, path, idlePod("idle"));
  await until("the pod runs", POD_MS, async () => {
    const { body } = await callApi(access, { path: `${path}/idle` });
    return JSON.stringify(body).includes('"phase":"Running"') ? true : undefined;
  });
  return started;
}
