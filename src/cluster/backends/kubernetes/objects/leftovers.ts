import type { KubernetesListObject, KubernetesObject, V1ConfigMap, V1Job, V1Pod } from "@kubernetes/client-node";
import type { RunLeftover } from "../../../backend.js";
import { apiError, statusOf } from "../api-errors.js";
import { CONTROLLER_LABEL, controllerName, runOfController } from "../in-cluster/controller-job.js";
import type { Kubernetes } from "../kubernetes-client.js";
import { RUN_LABEL } from "./run-labels.js";

type Labels = Readonly<Record<string, string>>;

/**
 * Everything of one or all runs in the namespace, including a controller in the cluster. The role of a run may not
 * list Secrets, so those that Jobs mount are found through the Jobs.
 */
export async function leftoversOf(runId: string | undefined, kubernetes: Kubernetes): Promise<readonly RunLeftover[]> {
  const controllers = runId === undefined ? undefined : await controllersOf(runId, kubernetes);
  const ofRun = await thingsWith(runId === undefined ? RUN_LABEL : `${RUN_LABEL}=${runId}`, kubernetes);
  const selectors = controllers === undefined ? [CONTROLLER_LABEL] : controllers.map((name) => `${CONTROLLER_LABEL}=${name}`);
  const ofControllers = (await Promise.all(selectors.map((selector) => thingsWith(selector, kubernetes)))).flat();
  return [
    ...ofRun.map((thing) => ({ ...thing, runId: thing.labels[RUN_LABEL] ?? "" })),
    ...ofControllers.map((thing) => ({ ...thing, runId: runId ?? runOfController(thing.labels[CONTROLLER_LABEL] ?? "") })),
  ];
}

/** The in-cluster controllers of a run id: their names have the command's id, their runs have ids of their own. */
export async function controllersOf(runId: string, { core, namespace, server }: Kubernetes): Promise<readonly string[]> {
  const ask = { namespace, labelSelector: `${RUN_LABEL}=${runId}` };
  const [anchors, pods] = await Promise.all([
    core.listNamespacedConfigMap(ask),
    core.listNamespacedPod({ namespace, labelSelector: CONTROLLER_LABEL }),
  ]).catch((error: unknown) => {
    throw apiError("cannot list the objects of the run", server, error);
  });
  const owners = anchors.items.flatMap(({ metadata }) => (metadata?.ownerReferences ?? []).map(({ uid }) => uid));
  const names = pods.items.filter(({ metadata }) => owners.includes(metadata?.uid ?? "")).map(controllerOf);
  return [...new Set([controllerName(runId), ...names])].filter((name) => name !== "");
}

function controllerOf({ metadata }: V1Pod): string {
  return metadata?.labels?.[CONTROLLER_LABEL] ?? "";
}

type Thing = Omit<RunLeftover, "runId">;

async function thingsWith(labelSelector: string, { core, batch, namespace, server }: Kubernetes): Promise<readonly Thing[]> {
  const ask = { namespace, labelSelector };
  const [jobs, pods, configMaps, secrets] = await Promise.all([
    batch.listNamespacedJob(ask),
    core.listNamespacedPod(ask),
    core.listNamespacedConfigMap(ask),
    core.listNamespacedSecret(ask).catch((error: unknown) => {
      if (statusOf(error) === 403) return undefined;
      throw error;
    }),
  ]).catch((error: unknown) => {
    throw apiError("cannot list the objects of the run", server, error);
  });
  return [
    ...things("Job", jobs),
    ...things("pod", pods),
    ...things("ConfigMap", configMaps as KubernetesListObject<V1ConfigMap>),
    ...(secrets === undefined ? jobs.items.flatMap(secretsOf) : things("Secret", secrets)),
  ];
}

function things(kind: string, { items }: { readonly items: readonly KubernetesObject[] }): readonly Thing[] {
  return items.map(({ metadata }) => ({ kind, name: metadata?.name ?? "", labels: metadata?.labels ?? {} }));
}

/** The Secrets that a Job of ours mounts; each belongs to that Job alone. */
function secretsOf({ metadata, spec }: V1Job): readonly Thing[] {
  // It has a template but never a pod.
  if (spec?.completions === 0) return [];
  const labels: Labels = metadata?.labels ?? {};
  const own = metadata?.name ?? "";
  const names = (spec?.template.spec?.volumes ?? []).flatMap(({ secret, projected }) => [
    secret?.secretName,
    ...(projected?.sources ?? []).map((source) => source.secret?.name),
  ]);
  return names.filter((name) => name?.startsWith(own) === true).map((name) => ({ kind: "Secret", name: name ?? "", labels }));
}
