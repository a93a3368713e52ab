import type { V1ContainerStatus, V1Pod, V1PodStatus } from "@kubernetes/client-node";
import { CONTAINER } from "../objects/node-pod.js";

/** The state of a pod, derived from its status. */
export type PodState =
  | { readonly phase: "pending"; readonly reason: string; readonly prospect: "good" | "no-room" | "hopeless" }
  | { readonly phase: "running" }
  /** `ran`: the agent had started. */
  | { readonly phase: "over"; readonly ran: boolean; readonly code: number | undefined; readonly reason: string };

/** Waiting reasons of a container that do not resolve themselves. */
const HOPELESS = [
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
];
/** The container ended before its program ran. */
const NOT_STARTED = ["ContainerCannotRun", "StartError"];
const LONGEST_REASON = 600;

/** Reads a pod's status; pure. */
export function podState({ metadata, status = {} }: V1Pod): PodState {
  const container = status.containerStatuses?.find(({ name }) => name === CONTAINER);
  const terminated = container?.state?.terminated;
  if (terminated !== undefined || status.phase === "Failed" || status.phase === "Succeeded") {
    return overState(status, { container, isDeleted: metadata?.deletionTimestamp !== undefined });
  }
  if (container?.state?.running !== undefined) return { phase: "running" };
  return pendingState(status, container);
}

/** True if a pod runs or will run. A pod that was deleted before it was scheduled stays on the list for a while, but never runs. */
export function isLiving(pod: V1Pod): boolean {
  const isDropped = pod.metadata?.deletionTimestamp !== undefined && pod.spec?.nodeName === undefined;
  return !isDropped && podState(pod).phase !== "over";
}

function overState(
  status: V1PodStatus,
  { container, isDeleted }: { readonly container: V1ContainerStatus | undefined; readonly isDeleted: boolean },
): PodState {
  const terminated = container?.state?.terminated;
  const started = terminated !== undefined && !NOT_STARTED.includes(terminated.reason ?? "");
  const code = started ? terminated.exitCode : undefined;
  const why = [
    disruptionOf(status) ?? (isDeleted ? "its pod was deleted" : undefined),
    started ? endOf(terminated) : join(terminated?.reason, terminated?.message),
  ];
  const init = failedInit(status);
  if (init !== undefined) why.push(init);
  const reason = why.filter((part) => part !== undefined).join("; ");
  return { phase: "over", ran: started, code, reason: shortened(reason || "its pod has ended") };
}

function endOf({ exitCode, reason }: { readonly exitCode: number; readonly reason?: string }): string {
  return reason === "OOMKilled" ? `exit code ${exitCode}, killed for memory` : `exit code ${exitCode}`;
}

/** The reason why the platform itself ended a pod. */
function disruptionOf(status: V1PodStatus): string | undefined {
  const disrupted = status.conditions?.find(({ type, status: is }) => type === "DisruptionTarget" && is === "True");
  if (status.reason === "Evicted") return join("evicted", status.message);
  if (disrupted !== undefined) {
    const word =
      disrupted.reason === "EvictionByEvictionAPI" ? "evicted" : `disrupted (${disrupted.reason ?? "no reason given"})`;
    return join(word, disrupted.message);
  }
  return status.reason === undefined ? undefined : join(status.reason, status.message);
}

function pendingState(status: V1PodStatus, container: V1ContainerStatus | undefined): PodState {
  const scheduled = status.conditions?.find(({ type }) => type === "PodScheduled");
  if (scheduled?.status === "False") {
    const prospect = scheduled.reason === "Unschedulable" ? "no-room" : "good";
    return { phase: "pending", reason: shortened(join(scheduled.reason, scheduled.message) ?? "not scheduled"), prospect };
  }
  const waiting = [...(status.initContainerStatuses ?? []), ...(container === undefined ? [] : [container])]
    .map(({ state }) => state?.waiting)
    .filter((state) => state !== undefined);
  const worst = waiting.find(({ reason }) => HOPELESS.includes(reason ?? ""));
  if (worst !== undefined)
    return { phase: "pending", reason: shortened(join(worst.reason, worst.message) ?? ""), prospect: "hopeless" };
  const [first] = waiting;
  return { phase: "pending", reason: shortened(join(first?.reason, first?.message) ?? "waiting for a host"), prospect: "good" };
}

function failedInit({ initContainerStatuses = [] }: V1PodStatus): string | undefined {
  const failed = initContainerStatuses.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
  return failed === undefined ? undefined : `its init container ${failed.name} ended with ${failed.state?.terminated?.exitCode}`;
}

function join(reason: string | undefined, message: string | undefined): string | undefined {
  if (reason === undefined || reason === "") return message === "" ? undefined : message;
  return message === undefined || message === "" ? reason : `${reason}: ${message.trim()}`;
}

function shortened(text: string): string {
  return text.length <= LONGEST_REASON ? text : `${text.slice(0, LONGEST_REASON)}…`;
}
