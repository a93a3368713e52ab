import {
  invalidBackendOption,
  type NodeSize,
  parseBytes,
  parseImage,
  parseNodeSize,
  refuseUnknownOptions,
} from "../../../base/backend-options.js";
import { missingUnitHint, parseDuration } from "../../../base/duration.js";
import { packageVersion } from "../../../base/package-version.js";

/** Image pull policies, by our names and by Kubernetes's. */
export const PULL_POLICIES = { missing: "IfNotPresent", always: "Always", never: "Never" } as const;

/** `backendOptions` of the kubernetes backend. */
export interface KubernetesOptions {
  /** The image of nodes. Default: `live-load:<this version>`. */
  readonly image: string;
  /** Default `missing`. */
  readonly pull: keyof typeof PULL_POLICIES;
  /** Requests and limits of each pod. Default: 2 CPUs and 4 GiB. */
  readonly nodes: { readonly cpus: number; readonly memoryBytes: number };
  /** Default: the context's, else `default`; in a pod the pod's own. */
  readonly namespace: string | undefined;
  /** Path of a kubeconfig. Default: `KUBECONFIG`, else `~/.kube/config`, else the pod's service account. */
  readonly kubeconfig: string | undefined;
  /** A context of the kubeconfig. Default: its current one. */
  readonly context: string | undefined;
  /** A template to merge into the pods: a manifest, or the path of one in YAML or JSON. */
  readonly podTemplate: string | Readonly<Record<string, unknown>> | undefined;
  /** Size of `/dev/shm`, which counts as part of the pod's memory. Default 1 GiB, at most half of the pod's memory. */
  readonly shmSizeBytes: number;
  /** Service account of a controller in the cluster. Default `live-load`. */
  readonly serviceAccount: string;
  /** How long an unschedulable pod may wait for room. Default 10 s. */
  readonly waitForRoomMs: number;
}

const NAMES = [
  "image",
  "pull",
  "nodes",
  "namespace",
  "kubeconfig",
  "context",
  "podTemplate",
  "shmSize",
  "serviceAccount",
  "waitForRoom",
];
const GIB = 1024 ** 3;
const DEFAULT_SIZE = { cpus: 2, memoryBytes: 4 * GIB };
const DEFAULT_WAIT_MS = 10_000;

/** Reads `backendOptions`. Throws `INVALID_OPTION`. */
export function parseKubernetesOptions(options: Readonly<Record<string, unknown>>): KubernetesOptions {
  refuseUnknownOptions(options, NAMES, { backend: "kubernetes" });
  const { image = `live-load:${packageVersion()}`, pull = "missing", podTemplate } = options;
  if (!Object.hasOwn(PULL_POLICIES, pull as string))
    throw invalidBackendOption("pull", pull, Object.keys(PULL_POLICIES).join(", "));
  const { cpus, memoryBytes }: Partial<NodeSize> = parseNodeSize(options.nodes, "kubernetes") ?? {};
  const nodes = { cpus: cpus ?? DEFAULT_SIZE.cpus, memoryBytes: memoryBytes ?? DEFAULT_SIZE.memoryBytes };
  return {
    image: parseImage(image),
    pull: pull as keyof typeof PULL_POLICIES,
    nodes,
    namespace: parseNamespace(options.namespace),
    kubeconfig: parseText("kubeconfig", options.kubeconfig, "the path of a kubeconfig"),
    context: parseText("context", options.context, "the name of a context in the kubeconfig"),
    podTemplate: parseTemplate(podTemplate),
    shmSizeBytes: parseBytes("shmSize", options.shmSize) ?? Math.min(GIB, Math.floor(nodes.memoryBytes / 2)),
    serviceAccount: parseText("serviceAccount", options.serviceAccount, "the name of a service account") ?? "live-load",
    waitForRoomMs: parseWait(options.waitForRoom),
  };
}

function parseText(name: string, value: unknown, allowed: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value.trim() === "") throw invalidBackendOption(name, value, allowed);
  return value;
}

function parseNamespace(value: unknown): string | undefined {
  const allowed = "the name of a namespace: lower case letters, digits and dashes";
  const name = parseText("namespace", value, allowed);
  if (name !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
    throw invalidBackendOption("namespace", value, allowed);
  return name;
}

function parseTemplate(value: unknown): KubernetesOptions["podTemplate"] {
  if (value === undefined) return undefined;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  return parseText("podTemplate", value, "a pod template, or the path of one in YAML or JSON");
}

function parseWait(value: unknown): number {
  if (value === undefined) return DEFAULT_WAIT_MS;
  const ms = parseDuration(value);
  if (ms === undefined) throw invalidBackendOption("waitForRoom", value, 'a duration such as "5m"', missingUnitHint(value));
  return ms;
}
