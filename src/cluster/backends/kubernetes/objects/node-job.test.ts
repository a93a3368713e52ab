import { describe, expect, it } from "vitest";
import { Secret } from "../../../../base/secrets/secret.js";
import type { NodeSpec } from "../../../backend.js";
import { parseKubernetesOptions } from "../kubernetes-options.js";
import { anchorConfigMap, expiryJob, nodeJob, nodeSecret } from "./node-job.js";

const NOW = 1_800_000_000_000;
const spec = (nodeId: string): NodeSpec => ({
  nodeId,
  secret: new Secret(`secret of ${nodeId}`),
  argv: ["--node", nodeId],
  env: { LIVELOAD_NODE: `run-1/${nodeId}` },
  labels: { "liveload.run": "run-1", "liveload.expires": String(NOW + 600_000), "liveload.node": nodeId, "not a label": "x" },
  expiresAt: NOW + 600_000,
});
const specs = [spec("shop-2"), spec("shop-3-2")];
const parts = (options: Record<string, unknown> = {}) => ({
  name: "live-load-run-1-2",
  anchor: { name: "live-load-run-1", uid: "u-1" },
  options: parseKubernetesOptions(options),
  podTemplate: undefined,
  now: NOW,
});
const pod = (options?: Record<string, unknown>) => nodeJob(specs, parts(options)).spec!.template;

describe("the end of an abandoned run", () => {
  it("is a Job without pods that deletes itself and all that it owns after the run's deadline", () => {
    const { name: _name, anchor: _anchor, ...rest } = parts();
    const job = expiryJob(specs, { ...rest, name: "live-load-run-1-end-1", runId: "run-1", expiresAt: NOW + 600_000 });
    expect(job).toMatchObject({
      metadata: {
        name: "live-load-run-1-end-1",
        labels: { "liveload.run": "run-1", "liveload.expires": String(NOW + 600_000) },
      },
      spec: { completions: 0, ttlSecondsAfterFinished: 600 + 60 + 300 },
    });
    // It has no nodes.
    expect(job.metadata?.annotations).toBeUndefined();
    expect(job.spec?.template.spec?.containers).toEqual(nodeJob(specs, parts()).spec?.template.spec?.containers);
  });
});

describe("the objects of a launch", () => {
  it("are one Job whose nodes end independently and are never recreated", () => {
    expect(nodeJob(specs, parts())).toMatchObject({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        name: "live-load-run-1-2",
        labels: { "liveload.run": "run-1", "liveload.expires": String(NOW + 600_000) },
        ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "live-load-run-1", uid: "u-1" }],
      },
      spec: {
        completionMode: "Indexed",
        completions: 2,
        parallelism: 2,
        backoffLimitPerIndex: 0,
        podReplacementPolicy: "Failed",
        podFailurePolicy: { rules: [{ action: "FailIndex", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }] },
        activeDeadlineSeconds: 660,
        ttlSecondsAfterFinished: 300,
      },
    });
  });

  it("carry the nodes' common labels, if valid in Kubernetes, and map nodes to their labels", () => {
    const { metadata } = nodeJob(specs, parts());
    expect(Object.keys(metadata?.labels ?? {}).sort()).toEqual(["liveload.expires", "liveload.run"]);
    const nodes = JSON.parse(metadata?.annotations?.["liveload.nodes"] ?? "") as Record<string, string>[];
    expect(nodes.map((labels) => labels["liveload.node"])).toEqual(["shop-2", "shop-3-2"]);
  });

  it("are one Secret with a key per completion index, of which each pod sees only its own", () => {
    const { stringData, immutable, metadata } = nodeSecret(specs, parts());
    expect(immutable).toBe(true);
    expect(metadata?.ownerReferences?.[0]?.name).toBe("live-load-run-1");
    expect(stringData?.["1"]).toBe("secret of shop-3-2");
    expect(JSON.parse(stringData?.["0.json"] ?? "")).toEqual({
      argv: ["--node", "shop-2"],
      env: { LIVELOAD_NODE: "run-1/shop-2" },
    });
    const mounts = pod().spec?.containers[0]?.volumeMounts ?? [];
    expect(mounts.filter(({ name }) => name === "live-load-node").map(({ subPathExpr }) => subPathExpr)).toEqual([
      "$(JOB_COMPLETION_INDEX)",
      "$(JOB_COMPLETION_INDEX).json",
    ]);
    expect(JSON.stringify(nodeJob(specs, parts()))).not.toContain("secret of");
  });

  it("give a pod no more rights than a browser needs", () => {
    const { spec } = pod();
    expect(spec).toMatchObject({
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, fsGroup: 65_532, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(spec?.containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("give a pod exactly its requests, with shared memory included, and a volume for temporary files", () => {
    const { spec } = pod({ nodes: { cpus: 1.5, memory: "2GiB" } });
    const room = { cpu: "1500m", memory: String(2 * 1024 ** 3) };
    expect(spec?.containers[0]?.resources).toEqual({ requests: room, limits: room });
    expect(spec?.volumes).toContainEqual({ name: "live-load-shm", emptyDir: { medium: "Memory", sizeLimit: String(1024 ** 3) } });
    expect(spec?.containers[0]?.volumeMounts).toContainEqual({ name: "live-load-tmp", mountPath: "/tmp" });
  });

  it("ask to be spread over hosts, never moved, and left without sidecar proxies", () => {
    const { metadata, spec } = pod();
    expect(spec?.topologySpreadConstraints).toMatchObject([
      { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { "liveload.run": "run-1" } } },
    ]);
    expect(metadata?.annotations).toMatchObject({
      "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
      "karpenter.sh/do-not-disrupt": "true",
      "linkerd.io/inject": "disabled",
    });
    expect(metadata?.labels).toMatchObject({ "sidecar.istio.io/inject": "false" });
  });

  it("are owned by a ConfigMap with the run's id and deadline", () => {
    expect(anchorConfigMap("run-1", NOW)).toMatchObject({
      metadata: { name: "live-load-run-1", labels: { "liveload.run": "run-1", "liveload.expires": String(NOW) } },
    });
  });
});
