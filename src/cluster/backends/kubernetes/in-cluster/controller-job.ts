import type { V1Job, V1Secret } from "@kubernetes/client-node";
import { type KubernetesOptions, PULL_POLICIES } from "../kubernetes-options.js";
import { CONTAINER } from "../objects/node-pod.js";
import { EXPIRES_LABEL } from "../objects/run-labels.js";

/** The Job of a controller in the cluster. */
export interface ControllerJobParts {
  readonly name: string;
  readonly options: KubernetesOptions;
  /** Number of Secrets for its input. */
  readonly parts: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly expiresAt: number;
}

/** Label of a controller's Job, pod and Secrets: the name of its Job. */
export const CONTROLLER_LABEL = "liveload.controller";
const NAME_PREFIX = "live-load-controller-";
/** The command in this package's image. */
export const COMMAND = ["node", "/opt/live-load/dist/cli/main.js"];
const INPUT = "/run/live-load/input";
const USER = 65_532;
const TTL_SECONDS = 300;
/** Time to pull the image and to fetch the output folder. */
const ALLOWANCE_SECONDS = 1800;

/** The name of the Job of a controller, by the id of the command that started it. */
export function controllerName(runId: string): string {
  return `${NAME_PREFIX}${runId}`;
}

/** The id of the command that started a controller. */
export function runOfController(name: string): string {
  return name.startsWith(NAME_PREFIX) ? name.slice(NAME_PREFIX.length) : name;
}

/** One pod that runs `live-load run` with the rights of a service account, and waits until its output has been fetched. */
export function controllerJob({ name, options, parts, now, expiresAt }: ControllerJobParts): V1Job {
  const labels = { [CONTROLLER_LABEL]: name, [EXPIRES_LABEL]: String(expiresAt), "app.kubernetes.io/name": "live-load" };
  const fromPod = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } });
  const sources = Array.from({ length: parts }, (_, at) => ({ secret: { name: inputName(name, at) } }));
  const room = { cpu: "1", memory: "1Gi" };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, labels },
    spec: {
      backoffLimit: 0,
      podReplacementPolicy: "Failed",
      activeDeadlineSeconds: Math.ceil((expiresAt - now) / 1000) + ALLOWANCE_SECONDS,
      ttlSecondsAfterFinished: TTL_SECONDS,
      template: {
        metadata: {
          labels: { ...labels, "sidecar.istio.io/inject": "false" },
          annotations: { "karpenter.sh/do-not-disrupt": "true" },
        },
        spec: {
          restartPolicy: "Never",
          serviceAccountName: options.serviceAccount,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            runAsGroup: USER,
            fsGroup: USER,
            seccompProfile: { type: "RuntimeDefault" },
          },
          volumes: [
            { name: "input", projected: { sources, defaultMode: 0o440 } },
            { name: "tmp", emptyDir: {} },
          ],
          containers: [
            {
              name: CONTAINER,
              image: options.image,
              imagePullPolicy: PULL_POLICIES[options.pull],
              command: [...COMMAND, "controller", "--input", INPUT],
              resources: { requests: room, limits: room },
              env: [
                { name: "HOME", value: "/tmp" },
                // The address at which nodes reach it, and the owner of the objects that it creates.
                { name: "LIVELOAD_POD_IP", ...fromPod("status.podIP") },
                { name: "LIVELOAD_POD_NAME", ...fromPod("metadata.name") },
                { name: "LIVELOAD_POD_UID", ...fromPod("metadata.uid") },
              ],
              securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
              volumeMounts: [
                { name: "input", mountPath: INPUT, readOnly: true },
                { name: "tmp", mountPath: "/tmp" },
              ],
            },
          ],
        },
      },
    },
  };
}

/** Maximum content of a Secret, with room for its metadata: the API server rejects objects larger than 1 MiB. */
const PART_BYTES = 700 * 1024;

/** Number of Secrets needed for this many bytes. */
export function partsOf(bytes: Uint8Array): number {
  return Math.max(1, Math.ceil(bytes.length / PART_BYTES));
}

/** Secrets with the input, which are removed with the Job. */
export function inputSecrets(
  input: Uint8Array,
  { name, uid }: { readonly name: string; readonly uid: string },
): readonly V1Secret[] {
  return Array.from({ length: partsOf(input) }, (_, at) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: inputName(name, at),
      labels: { [CONTROLLER_LABEL]: name },
      ownerReferences: [{ apiVersion: "batch/v1", kind: "Job", name, uid }],
    },
    immutable: true,
    data: {
      [`part-${String(at).padStart(4, "0")}`]: Buffer.from(input.subarray(at * PART_BYTES, (at + 1) * PART_BYTES)).toString(
        "base64",
      ),
    },
  }));
}

function inputName(job: string, at: number): string {
  return `${job}-input-${at}`;
}
