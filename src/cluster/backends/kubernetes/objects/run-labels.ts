import type { NodeSpec } from "../../../backend.js";

/** Labels of all objects of a run. */
export const RUN_LABEL = "liveload.run";
export const EXPIRES_LABEL = "liveload.expires";
/** The label of a node. Pods of one Job have equal labels, so it is stored on the Job for all of them. */
const NODE_LABEL = "liveload.node";
/** On a Job: the labels of each of its nodes, in the order of their completion indexes, as JSON. */
export const NODES_ANNOTATION = "liveload.nodes";

/** Labels and annotations of the platform for a pod's Job and its index in the Job. */
export const JOB_LABEL = "batch.kubernetes.io/job-name";
export const INDEX_ANNOTATION = "batch.kubernetes.io/job-completion-index";

type Labels = Readonly<Record<string, string>>;

/** The labels common to all of these nodes, if valid in Kubernetes. */
export function commonLabels(specs: readonly NodeSpec[]): Labels {
  const [first, ...others] = specs;
  const isCommon = ([key, value]: readonly [string, string]) => others.every(({ labels }) => labels[key] === value);
  return Object.fromEntries(
    Object.entries(first?.labels ?? {}).filter(
      ([key, value]) => isCommon([key, value]) && key !== NODE_LABEL && isLabel(key, value),
    ),
  );
}

/** The labels of a Job's nodes by completion index, from {@link NODES_ANNOTATION}; empty for foreign Jobs. */
export function labelsOfNodes(annotations: Labels | undefined): readonly Labels[] {
  try {
    const nodes = JSON.parse(annotations?.[NODES_ANNOTATION] ?? "[]") as unknown;
    return Array.isArray(nodes) ? (nodes as readonly Labels[]) : [];
  } catch {
    return [];
  }
}

/** The id of the node with these labels. */
export function nodeIdOf(labels: Labels | undefined): string | undefined {
  return labels?.[NODE_LABEL];
}

/** The value of {@link NODES_ANNOTATION}, the labels of all nodes. */
export function nodesAnnotation(specs: readonly NodeSpec[]): string {
  return JSON.stringify(specs.map(({ nodeId, labels }) => ({ ...labels, [NODE_LABEL]: nodeId })));
}

/** True if the labels include all of `wanted`. */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** A label selector in the API's syntax. */
export function selectorOf(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

function isLabel(key: string, value: string): boolean {
  const [name = "", prefix] = key.split("/").reverse();
  const isKey = NAME.test(name) && (prefix === undefined || /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(prefix));
  return isKey && (value === "" || NAME.test(value));
}
