import type { V1Pod } from "@kubernetes/client-node";
import type { NodeDiagnosis } from "../../../backend.js";
import type { Kubernetes } from "../kubernetes-client.js";
import { CONTAINER } from "../objects/node-pod.js";
import { JOB_LABEL } from "../objects/run-labels.js";
import { type NodePlace, placeOfPod } from "../run-nodes.js";
import { podState } from "./pod-state.js";

const LAST_LINES = 20;

/** Reports a node's pod: its state, the last warning about it, and its last lines of output. */
export async function diagnosePlace({ job, index }: NodePlace, kubernetes: Kubernetes): Promise<NodeDiagnosis> {
  const { core, namespace } = kubernetes;
  const { items } = await core.listNamespacedPod({ namespace, labelSelector: `${JOB_LABEL}=${job}` });
  const pod = items.find((candidate) => placeOfPod(candidate).index === index);
  if (pod === undefined) return { status: await withoutPod(job, kubernetes), lastLines: [] };
  const state = podState(pod);
  if (state.phase === "running") return { status: "the pod is running", lastLines: await lastLines(pod, kubernetes) };
  if (state.phase === "over")
    return { status: `the pod has ended: ${state.reason}`, lastLines: await lastLines(pod, kubernetes) };
  const warning = await lastWarning(pod.metadata?.name ?? "", kubernetes);
  return { status: `the pod is waiting: ${warning ?? state.reason}`, lastLines: [] };
}

async function withoutPod(job: string, { core, namespace }: Kubernetes): Promise<string> {
  const { items } = await core.listNamespacedEvent({
    namespace,
    fieldSelector: `involvedObject.kind=Job,involvedObject.name=${job},reason=FailedCreate`,
  });
  const message = items.at(-1)?.message;
  return message === undefined ? "the pod is gone" : `no pod was created: ${message}`;
}

async function lastLines({ metadata }: V1Pod, { core, namespace }: Kubernetes): Promise<readonly string[]> {
  const name = metadata?.name ?? "";
  // A lost host or a container that never ran has no log; report the rest.
  const log = await core.readNamespacedPodLog({ namespace, name, container: CONTAINER, tailLines: LAST_LINES }).catch(() => "");
  return log.split("\n").filter((line) => line.trim() !== "");
}

/** For a pending pod, its events say more than its status. */
async function lastWarning(name: string, { core, namespace }: Kubernetes): Promise<string | undefined> {
  const fieldSelector = `involvedObject.kind=Pod,involvedObject.name=${name},type=Warning`;
  const { items } = await core.listNamespacedEvent({ namespace, fieldSelector });
  const last = items.at(-1);
  return last === undefined ? undefined : `${last.reason}: ${last.message}`;
}
