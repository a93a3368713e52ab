import type { V1Job } from "@kubernetes/client-node";
import { LiveLoadError, messageOf } from "../../../../base/errors.js";
import { Secret } from "../../../../base/secrets/secret.js";
import type { NodeSpec } from "../../../backend.js";
import { apiError, statusOf, wordsOf } from "../api-errors.js";
import type { Kubernetes } from "../kubernetes-client.js";
import type { KubernetesOptions } from "../kubernetes-options.js";
import { anchorConfigMap, nodeJob, nodeSecret } from "../objects/node-job.js";
import type { PodTemplate } from "../objects/node-pod.js";
import { refuseDropped } from "../objects/pod-template.js";
import { EXPIRES_LABEL, RUN_LABEL } from "../objects/run-labels.js";
import type { ClusterRoom } from "./cluster-room.js";
import { maySeeNodes, missingPermissions, roleManifest } from "./permissions.js";
import { subjectOf } from "./rights-subject.js";
import { limitProblems, nodesRoom, quotaRoom, type Room } from "./room.js";

/** Input of the preflight. */
export interface PreflightParts {
  readonly kubernetes: Kubernetes;
  readonly options: KubernetesOptions;
  readonly podTemplate: PodTemplate | undefined;
  readonly runId: string;
  readonly now: number;
}

/** Checks everything that a run will do in the cluster, without changes. Rejects with all problems and how to fix them. */
export async function checkCluster(parts: PreflightParts): Promise<ClusterRoom> {
  const { kubernetes, options } = parts;
  const missing = await missingPermissions(kubernetes).catch((error: unknown) => {
    throw apiError("cannot check the permissions", kubernetes.server, error);
  });
  const may = (what: string) => !missing.includes(what);
  const [refused, quotas, ranges, nodes] = await Promise.all([
    tryManifests(parts, may),
    may("list resourcequotas") ? kubernetes.core.listNamespacedResourceQuota({ namespace: kubernetes.namespace }) : undefined,
    may("list limitranges") ? kubernetes.core.listNamespacedLimitRange({ namespace: kubernetes.namespace }) : undefined,
    roomOnNodes(parts),
  ]).catch((error: unknown) => {
    if (error instanceof LiveLoadError) throw error;
    throw apiError("cannot inspect the namespace", kubernetes.server, error);
  });
  const quota = quotaRoom(quotas?.items ?? [], options.nodes);
  const problems = [
    ...(missing.length > 0 ? [`not allowed: ${missing.join(", ")}`] : []),
    ...refused,
    ...limitProblems(ranges?.items ?? [], options.nodes),
    ...(quota?.pods === 0 ? [`no pod fits: ${quota.why}`] : []),
  ];
  if (problems.length > 0) throw unfit(problems, { kubernetes, needsRole: missing.length > 0 });
  return { quota, nodes };
}

function unfit(
  problems: readonly string[],
  { kubernetes, needsRole }: { readonly kubernetes: Kubernetes; readonly needsRole: boolean },
): LiveLoadError {
  const { namespace } = kubernetes;
  const message = `the namespace ${namespace} cannot run the load test: ${problems.join("; ")}`;
  const role = needsRole ? roleManifest(namespace) : undefined;
  const hint = needsRole
    ? `ask an administrator to give you the role: kubectl apply -f FILE, and kubectl -n ${namespace} create rolebinding live-load --role=live-load ${subjectOf(kubernetes)}`
    : "see docs/kubernetes.md for what a run needs";
  return new LiveLoadError("BACKEND_UNAVAILABLE", message, {
    hint,
    details: { namespace, problems: [...problems], ...(role === undefined ? {} : { role }) },
  });
}

/** Lets the API server validate the objects that would be created, as far as the user has the rights. */
async function tryManifests(parts: PreflightParts, may: (what: string) => boolean): Promise<readonly string[]> {
  const { kubernetes, runId, now } = parts;
  const { core, batch, namespace } = kubernetes;
  const name = `live-load-${runId}-0`;
  const launch = { ...parts, name, anchor: { name: `live-load-${runId}`, uid: "00000000-0000-0000-0000-000000000000" } };
  const specs = [trialNode(runId, now)];
  const job = nodeJob(specs, launch);
  checkKnown(kubernetes, job);
  const dry = { namespace, dryRun: "All", fieldValidation: "Strict" };
  const tries = [
    { what: "create configmaps", act: () => core.createNamespacedConfigMap({ ...dry, body: anchorConfigMap(runId, now) }) },
    { what: "create secrets", act: () => core.createNamespacedSecret({ ...dry, body: nodeSecret(specs, launch) }) },
    { what: "create jobs.batch", act: async () => checkKept(await batch.createNamespacedJob({ ...dry, body: job })) },
  ];
  const outcomes = await Promise.all(
    tries.map(async ({ what, act }) => {
      if (!may(what)) return undefined;
      return act().then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof LiveLoadError) return messageOf(error);
          if (statusOf(error) === undefined) throw error;
          return `refused to ${what}: ${wordsOf(error)}`;
        },
      );
    }),
  );
  return outcomes.filter((outcome) => outcome !== undefined);
}

/** An old API server drops unknown fields, and a failed pod would then end all others. */
function checkKept({ spec }: V1Job): void {
  if (spec?.backoffLimitPerIndex === 0 && spec.podReplacementPolicy === "Failed") return;
  throw new LiveLoadError(
    "BACKEND_UNAVAILABLE",
    "the API server does not support backoffLimitPerIndex: Kubernetes 1.29 or newer is needed",
  );
}

/** Finds fields that the client does not know and would not send to the server. */
function checkKnown({ client }: Kubernetes, job: V1Job): void {
  const kept = client.loadYaml<V1Job>(JSON.stringify(job));
  refuseDropped(job.spec?.template, JSON.parse(JSON.stringify(kept.spec?.template)));
}

function trialNode(runId: string, now: number): NodeSpec {
  const labels = { [RUN_LABEL]: runId, [EXPIRES_LABEL]: String(now) };
  return {
    nodeId: "trial",
    secret: new Secret("trial"),
    argv: [],
    env: {},
    labels,
    expiresAt: now,
  };
}

const CHOOSERS = ["nodeName", "nodeSelector", "affinity", "tolerations"];

/** `undefined` if the user may not list nodes or the template selects some: then only the scheduler knows. */
async function roomOnNodes({ kubernetes, options, podTemplate }: PreflightParts): Promise<Room | undefined> {
  const spec = podTemplate?.spec as Readonly<Record<string, unknown>> | undefined;
  if (CHOOSERS.some((key) => spec?.[key] !== undefined)) return undefined;
  try {
    if (!(await maySeeNodes(kubernetes))) return undefined;
    const fieldSelector = "status.phase!=Succeeded,status.phase!=Failed";
    const [nodes, pods] = await Promise.all([
      kubernetes.core.listNode(),
      kubernetes.core.listPodForAllNamespaces({ fieldSelector }),
    ]);
    return nodesRoom(nodes.items, pods.items, options.nodes);
  } catch {
    return undefined;
  }
}
