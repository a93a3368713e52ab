import type { V1ContainerState, V1Pod, V1PodStatus } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { isLiving, podState } from "./pod-state.js";

const container = (state: V1ContainerState, name = "live-load") => ({
  name,
  state,
  image: "live-load:1",
  imageID: "",
  ready: false,
  restartCount: 0,
});
const pod = (status: V1PodStatus): V1Pod => ({ status });
const inContainer = (state: V1ContainerState, more: V1PodStatus = {}) =>
  podState(pod({ phase: "Pending", containerStatuses: [container(state)], ...(more as object) }));

describe("the state of a pod", () => {
  it("is reported as deleted when the pod was deleted and exited as told", () => {
    const status = { phase: "Succeeded", containerStatuses: [container({ terminated: { exitCode: 0 } })] };
    const metadata = { deletionTimestamp: new Date(0) };
    expect(podState({ metadata, status })).toMatchObject({ phase: "over", code: 0, reason: "its pod was deleted; exit code 0" });
    const evicted = [{ type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI", message: "drained" }];
    expect(podState({ metadata, status: { ...status, conditions: evicted } })).toMatchObject({
      reason: "evicted: drained; exit code 0",
    });
  });

  it("is pending before the pod is scheduled", () => {
    expect(podState(pod({ phase: "Pending" }))).toEqual({ phase: "pending", reason: "waiting for a host", prospect: "good" });
  });

  it("has the scheduler's own words when the pod fits on no host", () => {
    const message =
      "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.";
    const conditions = [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }];
    expect(podState(pod({ phase: "Pending", conditions }))).toEqual({
      phase: "pending",
      reason: `Unschedulable: ${message}`,
      prospect: "no-room",
    });
  });

  it("is hopeful while the container is being created", () => {
    expect(inContainer({ waiting: { reason: "ContainerCreating" } })).toEqual({
      phase: "pending",
      reason: "ContainerCreating",
      prospect: "good",
    });
  });

  it.each([
    ["ErrImagePull", 'failed to pull and unpack image "registry.invalid/x:1": dial tcp: lookup registry.invalid: no such host'],
    ["ImagePullBackOff", 'Back-off pulling image "registry.invalid/x:1"'],
    ["ErrImageNeverPull", 'Container image "x:1" is not present with pull policy of Never'],
    ["InvalidImageName", 'Failed to apply default image tag "X:": couldn\'t parse image name'],
    ["CreateContainerConfigError", 'secret "nowhere" not found'],
  ])("is hopeless for %s", (reason, message) => {
    expect(inContainer({ waiting: { reason, message } })).toEqual({
      phase: "pending",
      reason: `${reason}: ${message}`,
      prospect: "hopeless",
    });
  });

  it("is hopeless when an init container's is", () => {
    const status = {
      phase: "Pending",
      initContainerStatuses: [container({ waiting: { reason: "ErrImagePull", message: "no" } }, "setup")],
    };
    expect(podState(pod(status))).toMatchObject({ prospect: "hopeless", reason: "ErrImagePull: no" });
  });

  it("is running while the container runs, even during termination", () => {
    expect(inContainer({ running: {} }, { phase: "Running" })).toEqual({ phase: "running" });
  });

  it("is over with an exit code", () => {
    const ended = { phase: "over", ran: true, code: 3, reason: "exit code 3" };
    expect(inContainer({ terminated: { exitCode: 3, reason: "Error" } }, { phase: "Failed" })).toEqual(ended);
    expect(inContainer({ terminated: { exitCode: 0, reason: "Completed" } }, { phase: "Succeeded" })).toMatchObject({ code: 0 });
  });

  it("is over when the pod ran out of memory", () => {
    const ended = { phase: "over", ran: true, code: 137, reason: "exit code 137, killed for memory" };
    expect(inContainer({ terminated: { exitCode: 137, reason: "OOMKilled" } }, { phase: "Failed" })).toEqual(ended);
  });

  it("is over when the host ran short of resources", () => {
    const message = "The node was low on resource: memory. Threshold quantity: 100Mi, available: 60Mi. ";
    const state = inContainer(
      { terminated: { exitCode: 137, reason: "Error" } },
      { phase: "Failed", reason: "Evicted", message },
    );
    expect(state).toMatchObject({ phase: "over", code: 137, reason: `evicted: ${message.trim()}; exit code 137` });
  });

  it("is over when the pod was evicted, as by a drain", () => {
    const conditions = [
      { type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI", message: "Eviction API: evicting" },
    ];
    const state = inContainer({ terminated: { exitCode: 0, reason: "Completed" } }, { phase: "Failed", conditions });
    expect(state).toMatchObject({ phase: "over", reason: "evicted: Eviction API: evicting; exit code 0" });
  });

  it("is over when the host was lost", () => {
    const conditions = [
      {
        type: "DisruptionTarget",
        status: "True",
        reason: "DeletionByTaintManager",
        message: "Taint manager: deleting due to NoExecute taint",
      },
    ];
    expect(podState(pod({ phase: "Failed", conditions }))).toMatchObject({
      phase: "over",
      ran: false,
      reason: "disrupted (DeletionByTaintManager): Taint manager: deleting due to NoExecute taint",
    });
  });

  it("is over when the deadline has passed", () => {
    const status = {
      phase: "Failed",
      reason: "DeadlineExceeded",
      message: "Pod was active on the node longer than the specified deadline",
    };
    expect(podState(pod(status))).toMatchObject({ reason: `DeadlineExceeded: ${status.message}`, ran: false });
  });

  it("is over without having run when the container cannot start", () => {
    const terminated = { exitCode: 128, reason: "StartError", message: 'exec: "nothing": executable file not found in $PATH' };
    expect(inContainer({ terminated }, { phase: "Failed" })).toEqual({
      phase: "over",
      ran: false,
      code: undefined,
      reason: `StartError: ${terminated.message}`,
    });
  });

  it("is not alive once the pod was deleted before it was scheduled", () => {
    const metadata = { deletionTimestamp: new Date(0) };
    expect(isLiving({ metadata, spec: { containers: [] }, status: { phase: "Pending" } })).toBe(false);
    expect(isLiving({ metadata, spec: { nodeName: "a", containers: [] }, status: { phase: "Running" } })).toBe(true);
    expect(isLiving({ spec: { containers: [] }, status: { phase: "Pending" } })).toBe(true);
    expect(isLiving({ spec: { containers: [] }, status: { phase: "Failed" } })).toBe(false);
  });
});
