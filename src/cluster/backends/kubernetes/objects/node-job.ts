import type { V1ConfigMap, V1Job, V1OwnerReference, V1Secret } from "@kubernetes/client-node";
import type { NodeSpec } from "../../../backend.js";
import type { KubernetesOptions } from "../kubernetes-options.js";
import { defaultPod, defaultSpread, neededPod, type PodTemplate } from "./node-pod.js";
import { mergePodTemplate } from "./pod-template.js";
import { commonLabels, EXPIRES_LABEL, NODES_ANNOTATION, nodesAnnotation, RUN_LABEL } from "./run-labels.js";

/** The object that owns all other objects of a run. */
export interface Anchor {
  readonly name: string;
  readonly uid: string;
}

/** Input for the objects of one launch. */
export interface LaunchParts {
  /** Name of the Job and of the Secret. */
  readonly name: string;
  readonly anchor: Anchor;
  readonly options: KubernetesOptions;
  readonly podTemplate: PodTemplate | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A finished Job stays long enough to be inspected. */
const TTL_SECONDS = 300;
/** Extra time before the platform ends a node that should have ended by itself. */
const DEADLINE_GRACE_SECONDS = 60;

/** The ConfigMap that owns everything of a run: deleting it deletes the rest. It is itself deleted with its owner. */
export function anchorConfigMap(runId: string, expiresAt: number, owner?: V1OwnerReference): V1ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: anchorName(runId),
      labels: { [RUN_LABEL]: runId, [EXPIRES_LABEL]: String(expiresAt) },
      ...(owner === undefined ? {} : { ownerReferences: [owner] }),
    },
    immutable: true,
    data: { run: runId },
  };
}

export function anchorName(runId: string): string {
  return `live-load-${runId}`;
}

/** The secrets of a launch, with a key per completion index, and other data of each node. */
export function nodeSecret(specs: readonly NodeSpec[], { name, anchor }: LaunchParts): V1Secret {
  const stringData: Record<string, string> = {};
  for (const [index, { secret, argv, env }] of specs.entries()) {
    stringData[String(index)] = secret.reveal();
    stringData[`${index}.json`] = JSON.stringify({ argv, env });
  }
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, labels: { ...commonLabels(specs) }, ownerReferences: [ownerOf(anchor)] },
    type: "Opaque",
    immutable: true,
    stringData,
  };
}

/** The Job of a launch: one pod per node; pods end independently and are never recreated. */
export function nodeJob(specs: readonly NodeSpec[], parts: LaunchParts): V1Job {
  const { name, anchor, options, podTemplate, now } = parts;
  const labels = commonLabels(specs);
  const expiresAt = Math.max(...specs.map((spec) => spec.expiresAt));
  const annotations = { [NODES_ANNOTATION]: nodesAnnotation(specs) };
  const template = mergePodTemplate(podTemplate, {
    defaults: [defaultPod(), defaultSpread(labels[RUN_LABEL] ?? "")],
    needed: neededPod(options, { secretName: name, labels, annotations }),
  });
  const job = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      labels: { ...labels },
      annotations,
      ownerReferences: [ownerOf(anchor)],
    },
    spec: {
      completionMode: "Indexed",
      completions: specs.length,
      parallelism: specs.length,
      // Nodes are never recreated: another attempt is another Job. A limit for the whole Job would end every node with the first.
      backoffLimitPerIndex: 0,
      podReplacementPolicy: "Failed",
      podFailurePolicy: { rules: [{ action: "FailIndex", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }] },
      activeDeadlineSeconds: Math.max(1, Math.ceil((expiresAt - now) / 1000)) + DEADLINE_GRACE_SECONDS,
      ttlSecondsAfterFinished: TTL_SECONDS,
      template,
    },
  };
  return job as unknown as V1Job;
}

/**
 * A Job without pods, which is complete at once and deletes itself at the run's deadline together with what it owns,
 * even if the controller is gone. Its pod template is that of the nodes, which the cluster's policies allow.
 */
export function expiryJob(
  specs: readonly NodeSpec[],
  { name, runId, expiresAt, ...parts }: Omit<LaunchParts, "anchor"> & { readonly runId: string; readonly expiresAt: number },
): V1Job {
  const { spec } = nodeJob(specs, { ...parts, name, anchor: { name, uid: "" } });
  const lifetimeSeconds = Math.ceil((expiresAt - parts.now) / 1000) + DEADLINE_GRACE_SECONDS + TTL_SECONDS;
  const job = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, labels: { [RUN_LABEL]: runId, [EXPIRES_LABEL]: String(expiresAt) } },
    spec: { completions: 0, ttlSecondsAfterFinished: Math.max(1, lifetimeSeconds), template: spec?.template },
  };
  return job as unknown as V1Job;
}

function ownerOf({ name, uid }: Anchor): V1OwnerReference {
  // Without blockOwnerDeletion, which would need the right to change the owner's finalizers.
  return { apiVersion: "v1", kind: "ConfigMap", name, uid };
}
