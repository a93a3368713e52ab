import type { V1Pod } from "@kubernetes/client-node";
import type { Clock } from "../../../base/clock.js";
import { delay } from "../../../base/deadline.js";
import { LiveLoadError } from "../../../base/errors.js";
import { goneIsSuccess, statusOf } from "./api-errors.js";
import { CONTROLLER_LABEL } from "./in-cluster/controller-job.js";
import type { Kubernetes } from "./kubernetes-client.js";
import { isLiving } from "./launch/pod-state.js";
import { anchorName } from "./objects/node-job.js";
import { JOB_LABEL, RUN_LABEL, selectorOf } from "./objects/run-labels.js";
import { livingNodes, type NodePlace, placeOfPod } from "./run-nodes.js";

/** Dependencies for ending nodes. */
export interface EndPorts {
  readonly kubernetes: Kubernetes;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
}

const LOOK_EVERY_MS = 250;
/** Time that the platform has to remove a pod, on top of the pod's own grace period. */
const PLATFORM_MS = 12_000;
const AFTER_FORCE_MS = 5000;
/** Zero would remove a pod from the list while its container may still run; one second makes the host end it first. */
const SHORTEST_GRACE_SECONDS = 1;

/** Ends these nodes and waits until they are gone. Deletes Jobs that have no nodes left. */
export async function endNodes(places: readonly NodePlace[], graceMs: number, ports: EndPorts): Promise<void> {
  const jobs = [...new Set(places.map(({ job }) => job))];
  await Promise.all(
    jobs.map(async (job) => {
      const indexes = new Set(places.filter((place) => place.job === job).map(({ index }) => index));
      const find = async () =>
        (await podsOf(ports.kubernetes, { [JOB_LABEL]: job })).filter((pod) => indexes.has(placeOfPod(pod).index));
      await endPods(find, { ...ports, graceMs });
      await endJobWithout(job, indexes, ports);
    }),
  );
}

/** Ends everything of a run: its anchor with all that it owns, and running pods at once. Resolves when Jobs and pods are gone. */
export async function endRun(runId: string, ports: EndPorts): Promise<void> {
  const { core, batch, namespace } = ports.kubernetes;
  const labelSelector = selectorOf({ [RUN_LABEL]: runId });
  const propagationPolicy = "Background";
  await core.deleteNamespacedConfigMap({ namespace, name: anchorName(runId), propagationPolicy }).catch(goneIsSuccess);
  const find = async () => {
    // Jobs that the garbage collector has not reached yet would create pods again.
    const { items } = await batch.listNamespacedJob({ namespace, labelSelector });
    for (const { metadata } of items) await deleteJob(metadata?.name ?? "", ports.kubernetes);
    return podsOf(ports.kubernetes, { [RUN_LABEL]: runId });
  };
  await endPods(find, { ...ports, graceMs: 0 });
  const isLeft = async () => (await batch.listNamespacedJob({ namespace, labelSelector })).items.length > 0;
  if (!(await becomes(async () => !(await isLeft()), { ...ports, timeoutMs: PLATFORM_MS })))
    throw new LiveLoadError("DEADLINE_EXCEEDED", `the Jobs of the run ${runId} are still there`, {
      hint: `kubectl -n ${namespace} get jobs -l ${labelSelector}`,
    });
}

/** Ends controllers in the cluster: their Jobs with pods and Secrets. Resolves when none of their pods is left. */
export async function endControllers(names: readonly string[], ports: EndPorts): Promise<void> {
  for (const name of names) {
    await deleteJob(name, ports.kubernetes);
    await endPods(() => podsOf(ports.kubernetes, { [CONTROLLER_LABEL]: name }), { ...ports, graceMs: 0 });
  }
}

/** Deletes a pod; succeeds if it is already gone. */
export async function deletePod({ metadata }: V1Pod, graceSeconds: number, { core }: Kubernetes): Promise<void> {
  const { namespace = "", name = "", uid } = metadata ?? {};
  const body = { gracePeriodSeconds: graceSeconds, ...(uid === undefined ? {} : { preconditions: { uid } }) };
  await core.deleteNamespacedPod({ namespace, name, body }).catch((error: unknown) => {
    // A pod of that name with another uid is not ours.
    if (statusOf(error) !== 409) goneIsSuccess(error);
  });
}

interface Ending extends EndPorts {
  readonly graceMs: number;
}

async function endPods(find: () => Promise<readonly V1Pod[]>, { graceMs, ...ports }: Ending): Promise<void> {
  const { kubernetes, onWarning } = ports;
  const graceSeconds = Math.max(SHORTEST_GRACE_SECONDS, Math.ceil(graceMs / 1000));
  const asked = new Set<string>();
  let left: readonly V1Pod[] = [];
  const areGone = async () => {
    left = (await find()).filter(isLiving);
    const fresh = left.filter(({ metadata }) => !asked.has(metadata?.uid ?? ""));
    await Promise.all(fresh.map((pod) => deletePod(pod, graceSeconds, kubernetes)));
    for (const { metadata } of fresh) asked.add(metadata?.uid ?? "");
    return left.length === 0;
  };
  if (await becomes(areGone, { ...ports, timeoutMs: graceSeconds * 1000 + PLATFORM_MS })) return;
  const hosts = [...new Set(left.map(({ spec }) => spec?.nodeName ?? "no host"))].join(", ");
  onWarning(
    `${left.length} pods on ${hosts} are not terminating; they are force-deleted, and their agents exit when their lease expires`,
  );
  await Promise.all(left.map((pod) => deletePod(pod, 0, kubernetes)));
  if (await becomes(areGone, { ...ports, timeoutMs: AFTER_FORCE_MS })) return;
  const names = left.map(({ metadata }) => metadata?.name).join(", ");
  throw new LiveLoadError("DEADLINE_EXCEEDED", `these pods did not terminate: ${names}`, { hint: "`live-load gc` tries again" });
}

async function endJobWithout(name: string, stopped: ReadonlySet<number>, { kubernetes }: EndPorts): Promise<void> {
  const { batch, namespace } = kubernetes;
  const { items: jobs } = await batch.listNamespacedJob({ namespace, fieldSelector: `metadata.name=${name}` });
  const pods = await podsOf(kubernetes, { [JOB_LABEL]: name });
  const others = livingNodes(jobs, pods).filter(({ facts }) => !stopped.has(Number(facts?.index)));
  if (jobs.length > 0 && others.length === 0) await deleteJob(name, kubernetes);
}

async function deleteJob(name: string, { batch, namespace }: Kubernetes): Promise<void> {
  await batch.deleteNamespacedJob({ namespace, name, propagationPolicy: "Background" }).catch(goneIsSuccess);
}

async function podsOf({ core, namespace }: Kubernetes, labels: Readonly<Record<string, string>>): Promise<readonly V1Pod[]> {
  return (await core.listNamespacedPod({ namespace, labelSelector: selectorOf(labels) })).items;
}

async function becomes(
  isSo: () => Promise<boolean>,
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<boolean> {
  const deadline = clock.now() + timeoutMs;
  while (!(await isSo())) {
    if (clock.now() > deadline) return false;
    await delay(LOOK_EVERY_MS, { clock });
  }
  return true;
}
