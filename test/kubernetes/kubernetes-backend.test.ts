import { describe, inject } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { KubernetesBackend } from "../../src/cluster/backends/kubernetes/kubernetes-backend.js";
import { clusterBackendContract } from "../contract/cluster-backend.js";
import { TINY } from "../docker/images.js";

const noKubernetes = inject("noKubernetes");
const address = inject("kubernetes");
const skipped = noKubernetes === undefined ? "" : ` (skipped: ${noKubernetes})`;

const make = (runId: string, options: Readonly<Record<string, unknown>> = {}) =>
  new KubernetesBackend(
    { image: TINY, pull: "never", nodes: { cpus: 0.1, memory: "128MiB" }, ...options },
    {
      runId,
      clock: systemClock,
      agentPath: "",
      execPath: "",
      platform: "linux",
      env: { KUBECONFIG: address?.kubeconfigPath },
      expiresAt: systemClock.wallTime() + 600_000,
      onWarning: () => {},
      onProgress: () => {},
    },
  );

describe.skipIf(noKubernetes !== undefined)(`on Kubernetes${skipped}`, () => {
  clusterBackendContract({ name: "kubernetes", make });
});
