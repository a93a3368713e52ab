import type { V1Job, V1Pod } from "@kubernetes/client-node";
import type { NodeRef } from "../../backend.js";
import { indexesOf } from "./launch/launch-story.js";
import { isLiving } from "./launch/pod-state.js";
import { INDEX_ANNOTATION, JOB_LABEL, labelsOfNodes, nodeIdOf } from "./objects/run-labels.js";

/** Identifies a node: its Job and its completion index. */
export interface NodePlace {
  readonly namespace: string;
  readonly job: string;
  readonly index: number;
}

/** The reference of a node; plain JSON, and enough for another process. */
export function refOf(place: NodePlace, labels: Readonly<Record<string, string>>): NodeRef {
  const { namespace, job, index } = place;
  const facts = { namespace, job, index: String(index) };
  return { nodeId: nodeIdOf(labels) ?? `${job}-${index}`, id: `${namespace}/${job}/${index}`, labels, facts };
}

/** The place that a reference names; `undefined` for an invalid reference. */
export function placeOf({ id }: NodeRef): NodePlace | undefined {
  const [namespace, job, index] = id.split("/");
  const isPlace = namespace !== undefined && job !== undefined && index !== undefined && /^\d+$/.test(index);
  return isPlace ? { namespace, job, index: Number(index) } : undefined;
}

/** The place of a pod. */
export function placeOfPod({ metadata }: V1Pod): NodePlace {
  const { namespace = "", labels, annotations, name = "" } = metadata ?? {};
  return { namespace, job: labels?.[JOB_LABEL] ?? name, index: Number(annotations?.[INDEX_ANNOTATION] ?? 0) };
}

/**
 * The nodes that have not ended: existing pods, and completion indexes for which a Job has yet to create one. Pure; takes
 * the Jobs and pods of a namespace as they are listed.
 */
export function livingNodes(jobs: readonly V1Job[], pods: readonly V1Pod[]): readonly NodeRef[] {
  const idOf = ({ job, index }: NodePlace) => `${job}/${index}`;
  const seen = new Set(pods.map((pod) => idOf(placeOfPod(pod))));
  const present = pods.filter(isLiving).map((pod) => {
    const place = placeOfPod(pod);
    return refOf(place, labelsOfNodes(pod.metadata?.annotations)[place.index] ?? pod.metadata?.labels ?? {});
  });
  const expected = jobs.filter(isUnderWay).flatMap(({ metadata, status }) => {
    const ended = new Set([...indexesOf(status?.failedIndexes), ...indexesOf(status?.completedIndexes)]);
    return labelsOfNodes(metadata?.annotations).flatMap((labels, index) => {
      const place = { namespace: metadata?.namespace ?? "", job: metadata?.name ?? "", index };
      return ended.has(index) || seen.has(idOf(place)) ? [] : [refOf(place, labels)];
    });
  });
  return [...present, ...expected];
}

function isUnderWay({ metadata, status }: V1Job): boolean {
  const isFinished = status?.conditions?.some(
    ({ type, status: is }) => ["Complete", "Failed", "FailureTarget", "SuccessCriteriaMet"].includes(type) && is === "True",
  );
  return metadata?.deletionTimestamp === undefined && isFinished !== true;
}
