import type { V1PodTemplateSpec } from "@kubernetes/client-node";
import { type KubernetesOptions, PULL_POLICIES } from "../kubernetes-options.js";
import { RUN_LABEL } from "./run-labels.js";

/** The one container of a node's pod. */
export const CONTAINER = "live-load";
/** The uid `nobody`, which no image has to define. */
const USER = 65_532;
const TEMPORARY = "/tmp";
/** Paths of a node's own files. */
const FOLDER = "/run/live-load";
const INDEX = "$(JOB_COMPLETION_INDEX)";
/** Mode of files that only the pod's group can read. */
const FILE_MODE = 0o440;

/** A pod template as written by the user: plain JSON, in which `null` removes a default. */
export type PodTemplate = Readonly<Record<string, unknown>>;

/** Defaults that the user's template can override: where the pod runs, and annotations that keep others from evicting or changing it. */
export function defaultPod(): PodTemplate {
  return {
    metadata: {
      labels: { "app.kubernetes.io/name": "live-load", "sidecar.istio.io/inject": "false" },
      annotations: {
        // Moving a node means losing it.
        "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
        "karpenter.sh/do-not-disrupt": "true",
        // A sidecar proxy would use the browser's CPU and distort the measurement.
        "sidecar.istio.io/inject": "false",
        "linkerd.io/inject": "disabled",
        "kuma.io/sidecar-injection": "disabled",
        "consul.hashicorp.com/connect-inject": "false",
      },
    },
    spec: {
      terminationGracePeriodSeconds: 30,
      enableServiceLinks: false,
      // The platform's init process reaps the browser's orphaned processes.
      shareProcessNamespace: true,
      securityContext: { runAsUser: USER, runAsGroup: USER, fsGroup: USER },
    },
  };
}

/** Spreads a run's pods over the hosts; constraints in the template replace it. */
export function defaultSpread(runId: string): PodTemplate {
  const labelSelector = { matchLabels: { [RUN_LABEL]: runId } };
  const spread = { maxSkew: 1, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway", labelSelector };
  return { spec: { topologySpreadConstraints: [spread] } };
}

/** Labels of the pods. */
interface PodIdentity {
  readonly secretName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The required part of a node's pod: minimal privileges for a browser, its own secret, and exact resources. */
export function neededPod(
  { image, pull, nodes, shmSizeBytes }: KubernetesOptions,
  { secretName, labels, annotations }: PodIdentity,
): PodTemplate {
  const room = { cpu: `${Math.max(1, Math.round(nodes.cpus * 1000))}m`, memory: String(nodes.memoryBytes) };
  const template: Partial<V1PodTemplateSpec> = {
    metadata: { labels: { ...labels }, annotations: { ...annotations } },
    spec: {
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      volumes: [
        { name: "live-load-node", secret: { secretName, defaultMode: FILE_MODE } },
        { name: "live-load-shm", emptyDir: { medium: "Memory", sizeLimit: String(shmSizeBytes) } },
        { name: "live-load-tmp", emptyDir: {} },
      ],
      containers: [
        {
          name: CONTAINER,
          image,
          imagePullPolicy: PULL_POLICIES[pull],
          // Limits equal requests, so that neighbours do not influence the figures.
          resources: { requests: room, limits: room },
          env: [
            { name: "HOME", value: TEMPORARY },
            { name: "LIVELOAD_SECRET_FILE", value: `${FOLDER}/secret` },
            { name: "LIVELOAD_NODE_FILE", value: `${FOLDER}/node.json` },
          ],
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
          volumeMounts: [
            // Only its own files: a node must not see those of other nodes.
            { name: "live-load-node", mountPath: `${FOLDER}/secret`, subPathExpr: INDEX, readOnly: true },
            { name: "live-load-node", mountPath: `${FOLDER}/node.json`, subPathExpr: `${INDEX}.json`, readOnly: true },
            { name: "live-load-shm", mountPath: "/dev/shm" },
            { name: "live-load-tmp", mountPath: TEMPORARY },
          ],
        },
      ],
    },
  };
  return template as PodTemplate;
}
