import type { CoreV1Event, V1Job, V1Pod } from "@kubernetes/client-node";
import type { Clock, Timer } from "../../../../base/clock.js";
import { delay } from "../../../../base/deadline.js";
import type { EventQueue } from "../../../../base/event-queue.js";
import type { NodeEvent } from "../../../backend.js";
import type { Kubernetes } from "../kubernetes-client.js";
import { JOB_LABEL } from "../objects/run-labels.js";
import { followObjects } from "./follow-objects.js";
import { indexesOf, LaunchStory } from "./launch-story.js";

/** A launch whose Job has been created. */
export interface FollowedLaunch {
  readonly kubernetes: Kubernetes;
  readonly job: string;
  /** Specs in the order of their completion indexes. */
  readonly nodeIds: readonly string[];
  readonly waitForRoomMs: number;
  /** Called for each observed pod. */
  readonly onPod: (pod: V1Pod) => void;
  readonly onTrouble: (error: unknown) => void;
}

const ASK_AGAIN_MS = 2000;

/** Follows a launch's Job, pods and events, and reports its nodes' events until all have ended or the signal aborts. */
export async function followLaunch(
  launch: FollowedLaunch,
  { events, clock, signal }: { readonly events: EventQueue<NodeEvent>; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  const story = new LaunchStory(launch.job, launch.nodeIds, (event) => events.push(event));
  const room = new RoomTimers(story, { clock, waitMs: launch.waitForRoomMs });
  const look = () => {
    room.look();
    if (story.isOver) end();
  };
  room.onGivenUp = look;
  try {
    const ports = { kubernetes: launch.kubernetes, clock, signal: over.signal };
    await Promise.all(sources(launch, { story, look, clock, signal: over.signal }).map((follow) => follow(ports)));
  } finally {
    signal.removeEventListener("abort", end);
    room.end();
  }
}

interface Telling {
  readonly story: LaunchStory;
  readonly look: () => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

type Follow = (ports: Parameters<typeof followObjects>[1]) => Promise<void>;

function sources(launch: FollowedLaunch, telling: Telling): readonly Follow[] {
  const { kubernetes, job, onTrouble } = launch;
  const { core, batch, namespace } = kubernetes;
  const { story, look } = telling;
  const then =
    <T>(act: (object: T) => void) =>
    (object: T) => {
      act(object);
      look();
    };
  const ofJob = { fieldSelector: `metadata.name=${job}` };
  const ofPods = { labelSelector: `${JOB_LABEL}=${job}` };
  const ofEvents = { fieldSelector: `involvedObject.kind=Job,involvedObject.name=${job}` };
  return [
    (ports) =>
      followObjects<V1Pod>(
        {
          path: `/api/v1/namespaces/${namespace}/pods`,
          query: ofPods,
          list: () => core.listNamespacedPod({ namespace, ...ofPods }),
          onPresent: then((pod) => {
            launch.onPod(pod);
            story.onPod(pod);
          }),
          onGone: then((pod) => story.onPodGone(pod)),
          onTrouble,
        },
        ports,
      ),
    (ports) =>
      followObjects<V1Job>(
        {
          path: `/apis/batch/v1/namespaces/${namespace}/jobs`,
          query: ofJob,
          list: () => batch.listNamespacedJob({ namespace, ...ofJob }),
          onPresent: (object) => void tellJob(object, launch, telling),
          onGone: then(() => story.onJobGone()),
          onTrouble,
        },
        ports,
      ),
    (ports) =>
      followObjects<CoreV1Event>(
        {
          path: `/api/v1/namespaces/${namespace}/events`,
          query: ofEvents,
          list: () => core.listNamespacedEvent({ namespace, ...ofEvents }),
          onPresent: then((event) => story.onJobEvent(event)),
          onGone: () => {},
          onTrouble,
        },
        ports,
      ),
  ];
}

/** A Job that reports ended pods may be ahead of the pods' own watch, so the pods are read first. */
async function tellJob(
  object: V1Job,
  { kubernetes, job }: FollowedLaunch,
  { story, look, clock, signal }: Telling,
): Promise<void> {
  const { status } = object;
  const speaksOfEnds =
    indexesOf(status?.failedIndexes).length + indexesOf(status?.completedIndexes).length + (status?.conditions?.length ?? 0) > 0;
  while (speaksOfEnds && !signal.aborted) {
    try {
      const { items } = await kubernetes.core.listNamespacedPod({
        namespace: kubernetes.namespace,
        labelSelector: `${JOB_LABEL}=${job}`,
      });
      for (const pod of items) story.onPod(pod);
      break;
    } catch {
      await delay(ASK_AGAIN_MS, { clock, signal }).catch(() => {});
    }
  }
  if (signal.aborted) return;
  story.onJob(object);
  look();
}

/** Gives up on nodes that have waited too long for room. */
class RoomTimers {
  readonly #story: LaunchStory;
  readonly #clock: Clock;
  readonly #waitMs: number;
  readonly #timers = new Map<string, Timer>();
  onGivenUp: () => void = () => {};

  constructor(story: LaunchStory, { clock, waitMs }: { readonly clock: Clock; readonly waitMs: number }) {
    this.#story = story;
    this.#clock = clock;
    this.#waitMs = waitMs;
  }

  look(): void {
    const waiting = this.#story.withoutRoom;
    for (const [nodeId, timer] of this.#timers) {
      if (waiting.includes(nodeId)) continue;
      timer.cancel();
      this.#timers.delete(nodeId);
    }
    for (const nodeId of waiting) {
      if (this.#timers.has(nodeId)) continue;
      const giveUp = () => {
        this.#story.giveUp(nodeId);
        this.onGivenUp();
      };
      this.#timers.set(nodeId, this.#clock.setTimer(giveUp, this.#waitMs));
    }
  }

  end(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }
}
