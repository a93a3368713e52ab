import type { V1ContainerState, V1Job, V1Pod, V1PodStatus } from "@kubernetes/client-node";
import { beforeEach, describe, expect, it } from "vitest";
import type { NodeEvent } from "../../../backend.js";
import { indexesOf, LaunchStory } from "./launch-story.js";

const JOB = "live-load-run-1-1";
let told: NodeEvent[];
let story: LaunchStory;
beforeEach(() => {
  told = [];
  story = new LaunchStory(JOB, ["a-1", "a-2"], (event) => told.push(event));
});

const pod = (index: number, status: V1PodStatus): V1Pod => ({
  metadata: { name: `${JOB}-${index}-x7k2p`, annotations: { "batch.kubernetes.io/job-completion-index": String(index) } },
  status,
});
const inContainer = (index: number, state: V1ContainerState, status: V1PodStatus = {}) =>
  pod(index, {
    ...(status as object),
    containerStatuses: [{ name: "live-load", state, image: "", imageID: "", ready: true, restartCount: 0 }],
  });
const unschedulable = (index: number) =>
  pod(index, {
    phase: "Pending",
    conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "no host" }],
  });
const event = (message: string) => ({ reason: "FailedCreate", message, metadata: {}, involvedObject: {} });
const types = (nodeId: string) => told.filter((one) => one.type !== "created" && one.nodeId === nodeId).map(({ type }) => type);

describe("the story of a launch", () => {
  it("reports that each node waits, runs and has ended", () => {
    story.onPod(inContainer(0, { waiting: { reason: "ContainerCreating" } }));
    story.onPod(inContainer(0, { waiting: { reason: "ContainerCreating" } }));
    story.onPod(inContainer(0, { running: {} }));
    story.onPod(inContainer(0, { running: {} }));
    expect(story.isOver).toBe(false);
    story.onPod(inContainer(0, { terminated: { exitCode: 0 } }));
    story.onPodGone(inContainer(0, { terminated: { exitCode: 0 } }));
    expect(types("a-1")).toEqual(["pending", "running", "exited"]);
    story.onPod(inContainer(1, { terminated: { exitCode: 3 } }, { phase: "Failed" }));
    expect(told.slice(-2)).toEqual([
      { type: "running", nodeId: "a-2" },
      { type: "exited", nodeId: "a-2", code: 3, reason: "exit code 3" },
    ]);
    expect(story.isOver).toBe(true);
  });

  it("gives up on a node at once when its image is unavailable", () => {
    story.onPod(inContainer(1, { waiting: { reason: "ErrImagePull", message: "not found" } }));
    const refusal = { option: "backendOptions.image", hint: expect.stringContaining("imagePullSecrets") };
    expect(told).toEqual([{ type: "failed", nodeId: "a-2", reason: "ErrImagePull: not found", refusal }]);
  });

  it("allows another attempt when the registry was unreachable", () => {
    story.onPod(inContainer(1, { waiting: { reason: "ErrImagePull", message: "dial tcp 10.0.0.1:443: i/o timeout" } }));
    expect(told).toEqual([{ type: "failed", nodeId: "a-2", reason: expect.stringContaining("i/o timeout") }]);
  });

  it.each([
    ["an image that is nowhere and is not to be fetched", { reason: "ErrImageNeverPull", message: "no" }, "image"],
    ["a name that is none", { reason: "InvalidImageName", message: "no" }, "image"],
    ["a Secret that is not there", { reason: "CreateContainerConfigError", message: 'secret "x" not found' }, "podTemplate"],
  ])("permanently rejects %s", (_what, waiting, option) => {
    story.onPod(inContainer(1, { waiting }));
    expect(told.at(-1)).toMatchObject({
      type: "failed",
      refusal: { option: `backendOptions.${option}`, hint: expect.any(String) },
    });
  });

  it("permanently rejects an image without the program", () => {
    const message = 'exec: "--controller": executable file not found in $PATH';
    story.onPod(inContainer(1, { terminated: { exitCode: 128, reason: "StartError", message } }, { phase: "Failed" }));
    expect(told.at(-1)).toMatchObject({ type: "failed", refusal: { hint: expect.stringContaining("not a LiveLoad image") } });
  });

  it("reports that there is no room, and fails a node that has waited too long", () => {
    story.onPod(unschedulable(0));
    expect(told).toEqual([{ type: "pending", nodeId: "a-1", reason: "Unschedulable: no host" }]);
    expect(story.withoutRoom).toEqual(["a-1"]);
    story.giveUp("a-2");
    story.giveUp("a-1");
    expect(told.at(-1)).toEqual({
      type: "failed",
      nodeId: "a-1",
      reason: "Unschedulable: no host",
      refusal: { option: "backendOptions.nodes", hint: expect.stringContaining("waitForRoom=5m") },
    });
    expect(story.withoutRoom).toEqual([]);
  });

  it("clears the lack of room once there is room", () => {
    story.onPod(unschedulable(0));
    story.onPod(inContainer(0, { waiting: { reason: "ContainerCreating" } }));
    expect(story.withoutRoom).toEqual([]);
    story.giveUp("a-1");
    expect(types("a-1")).toEqual(["pending", "pending"]);
  });

  it("finds the nodes that a quota keeps out", () => {
    const message = `Error creating: pods "${JOB}-1-8xk2p" is forbidden: exceeded quota: team, requested: requests.cpu=2, used: requests.cpu=2, limited: requests.cpu=3`;
    story.onJobEvent(event(message));
    expect(told).toEqual([{ type: "pending", nodeId: "a-2", reason: message }]);
    expect(story.withoutRoom).toEqual(["a-2"]);
    story.giveUp("a-2");
    expect(told.at(-1)).toMatchObject({ type: "failed", nodeId: "a-2", reason: message });
  });

  it("does not blame a quota once the pod exists", () => {
    story.onJobEvent(event(`Error creating: pods "${JOB}-0-8xk2p" is forbidden: exceeded quota: team`));
    story.onPod(inContainer(0, { running: {} }));
    expect(story.withoutRoom).toEqual([]);
    story.onJobEvent(event(`Error creating: pods "${JOB}-0-8xk2p" is forbidden: exceeded quota: team`));
    expect(types("a-1")).toEqual(["pending", "running"]);
  });

  it("fails at once on a policy's denial, and waits on temporary errors", () => {
    story.onJobEvent(event('Error creating: Internal error occurred: failed calling webhook "x": connection refused'));
    expect(told.map(({ type }) => type)).toEqual(["pending", "pending"]);
    story.onJobEvent(
      event(`Error creating: pods "${JOB}-0-4dc" is forbidden: violates PodSecurity "restricted:latest": hostNetwork=true`),
    );
    expect(types("a-1")).toEqual(["pending", "failed"]);
  });

  it("reports how a pod ended that vanished while running", () => {
    story.onPod(inContainer(0, { running: {} }));
    story.onPodGone(inContainer(0, { running: {} }));
    expect(told.at(-1)).toEqual({ type: "exited", nodeId: "a-1", code: undefined, reason: "its pod was deleted" });
  });

  it("reports that a pod was deleted before it ran", () => {
    story.onPodGone(inContainer(0, { waiting: { reason: "ContainerCreating" } }));
    expect(told.at(-1)).toEqual({ type: "failed", nodeId: "a-1", reason: "its pod was deleted" });
  });

  it("reports that a pod was ended by the Job's deadline", () => {
    story.onPod(inContainer(0, { running: {} }));
    const job: V1Job = {
      status: {
        conditions: [
          {
            type: "FailureTarget",
            status: "True",
            reason: "DeadlineExceeded",
            message: "Job was active longer than specified deadline",
          },
        ],
      },
    };
    story.onJob(job);
    story.onPod(inContainer(0, { terminated: { exitCode: 0 } }, { phase: "Failed" }));
    expect(told.at(-1)).toMatchObject({ reason: "DeadlineExceeded: Job was active longer than specified deadline; exit code 0" });
  });

  it("ends nodes without a pod when the Job is deleted", () => {
    story.onPod(inContainer(0, { running: {} }));
    story.onJobGone();
    expect(told.at(-1)).toEqual({ type: "failed", nodeId: "a-2", reason: "its Job was deleted" });
    story.onPodGone(inContainer(0, { running: {} }));
    expect(story.isOver).toBe(true);
  });

  it("learns from the Job about pods that came and went unobserved", () => {
    story.onJob({ status: { completedIndexes: "0", failedIndexes: "1" } });
    expect(types("a-1")).toEqual(["running", "exited"]);
    expect(told).toContainEqual({ type: "exited", nodeId: "a-2", code: undefined, reason: "its pod failed and was deleted" });
    expect(story.isOver).toBe(true);
  });
});

describe("completion indexes", () => {
  it.each([
    [undefined, []],
    ["", []],
    ["0", [0]],
    ["0,2-4,7", [0, 2, 3, 4, 7]],
  ])("are read from %s", (text, indexes) => expect(indexesOf(text)).toEqual(indexes));
});
