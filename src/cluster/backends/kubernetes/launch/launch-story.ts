import type { CoreV1Event, V1Job, V1Pod } from "@kubernetes/client-node";
import type { NodeEvent } from "../../../backend.js";
import { INDEX_ANNOTATION } from "../objects/run-labels.js";
import { NO_ROOM, refusalOf } from "./launch-refusals.js";
import { type PodState, podState } from "./pod-state.js";

/*
 * One node of a launch:
 *
 *   waiting ──► pending ──► running ──► over
 *      └──────────┴───────────┴──────────┘
 */
interface Chapter {
  readonly nodeId: string;
  status: "waiting" | "pending" | "running" | "over";
  /** The last reported reason why it is pending. */
  told: string;
  /** Why there is no room for it, in the platform's words. */
  noRoom: string | undefined;
  podName: string | undefined;
}

/** Turns the API server's reports on a launch's Job, pods and events into events of its nodes. Pure: no clock, no requests. */
export class LaunchStory {
  readonly #job: string;
  readonly #chapters: readonly Chapter[];
  readonly #tell: (event: NodeEvent) => void;
  /** The reason why the whole Job was ended. */
  #ended: string | undefined;

  constructor(job: string, nodeIds: readonly string[], tell: (event: NodeEvent) => void) {
    this.#job = job;
    this.#tell = tell;
    this.#chapters = nodeIds.map((nodeId) => ({ nodeId, status: "waiting", told: "", noRoom: undefined, podName: undefined }));
  }

  get isOver(): boolean {
    return this.#chapters.every(({ status }) => status === "over");
  }

  /** Nodes without room at the moment. */
  get withoutRoom(): readonly string[] {
    return this.#chapters.filter(({ status, noRoom }) => status !== "over" && noRoom !== undefined).map(({ nodeId }) => nodeId);
  }

  /** Stops waiting for room for this node. */
  giveUp(nodeId: string): void {
    const chapter = this.#chapters.find((candidate) => candidate.nodeId === nodeId);
    if (chapter?.noRoom !== undefined) this.#fail(chapter, chapter.noRoom, NO_ROOM);
  }

  onPod(pod: V1Pod): void {
    const chapter = this.#chapterOf(pod);
    if (chapter === undefined || chapter.status === "over") return;
    chapter.podName = pod.metadata?.name;
    const state = podState(pod);
    chapter.noRoom = state.phase === "pending" && state.prospect === "no-room" ? state.reason : undefined;
    if (state.phase === "pending") this.#onPending(chapter, state);
    else if (state.phase === "running") this.#onRunning(chapter);
    else this.#onOver(chapter, state);
  }

  onPodGone(pod: V1Pod): void {
    this.onPod(pod);
    const chapter = this.#chapterOf(pod);
    if (chapter === undefined || chapter.status === "over") return;
    const why = this.#ended ?? "its pod was deleted";
    if (chapter.status === "running") this.#onOver(chapter, { phase: "over", ran: true, code: undefined, reason: why });
    else this.#fail(chapter, why);
  }

  onJob({ status }: V1Job): void {
    const failed = status?.conditions?.find(
      ({ type, status: is }) => (type === "Failed" || type === "FailureTarget") && is === "True",
    );
    // Failures of single pods are reported per pod.
    if (failed !== undefined && failed.reason !== "FailedIndexes")
      this.#ended = `${failed.reason ?? "failed"}: ${failed.message ?? ""}`;
    if (failed?.type === "Failed") this.#endWithoutPod(this.#ended ?? "its pod failed and was deleted");
    for (const index of indexesOf(status?.failedIndexes)) this.#missed(index, "its pod failed and was deleted");
    for (const index of indexesOf(status?.completedIndexes)) this.#missed(index, "its pod ended and was deleted");
  }

  onJobGone(): void {
    this.#ended ??= "its Job was deleted";
    this.#endWithoutPod(this.#ended);
  }

  /** An event of the Job: the only source of the reason why its pods cannot be created. */
  onJobEvent({ reason, message = "" }: CoreV1Event): void {
    if (reason !== "FailedCreate") return;
    const named = new RegExp(`"${this.#job}-(\\d+)-`).exec(message)?.[1];
    const hit = this.#chapters.filter(
      ({ status, podName }, index) =>
        status === "waiting" && podName === undefined && (named === undefined || Number(named) === index),
    );
    for (const chapter of hit) {
      if (/exceeded quota/.test(message)) {
        chapter.noRoom = message;
        this.#onPending(chapter, { phase: "pending", reason: message, prospect: "no-room" });
      } else if (/is forbidden|is invalid|denied/.test(message)) this.#fail(chapter, message);
      else this.#onPending(chapter, { phase: "pending", reason: message, prospect: "good" });
    }
  }

  #chapterOf({ metadata }: V1Pod): Chapter | undefined {
    const index = metadata?.annotations?.[INDEX_ANNOTATION];
    return index === undefined ? undefined : this.#chapters[Number(index)];
  }

  #onPending(chapter: Chapter, { reason, prospect }: Extract<PodState, { phase: "pending" }>): void {
    if (prospect === "hopeless") {
      this.#fail(chapter, reason);
    } else if (chapter.told !== reason) {
      chapter.told = reason;
      if (chapter.podName !== undefined) chapter.status = "pending";
      this.#tell({ type: "pending", nodeId: chapter.nodeId, reason });
    }
  }

  #onRunning(chapter: Chapter): void {
    if (chapter.status === "running") return;
    chapter.status = "running";
    this.#tell({ type: "running", nodeId: chapter.nodeId });
  }

  #onOver(chapter: Chapter, { ran, code, reason }: Extract<PodState, { phase: "over" }>): void {
    if (!ran && chapter.status !== "running") {
      this.#fail(chapter, reason);
      return;
    }
    // A pod that started and ended between two updates has also been running.
    this.#onRunning(chapter);
    chapter.status = "over";
    const all = this.#ended === undefined || reason.includes(this.#ended) ? reason : `${this.#ended}; ${reason}`;
    this.#tell({ type: "exited", nodeId: chapter.nodeId, code, reason: all });
  }

  #fail(chapter: Chapter, reason: string, refusal = refusalOf(reason)): void {
    chapter.status = "over";
    this.#tell({ type: "failed", nodeId: chapter.nodeId, reason, ...(refusal === undefined ? {} : { refusal }) });
  }

  /** A pod that came and went while the API server could not be followed. */
  #missed(index: number, reason: string): void {
    const chapter = this.#chapters[index];
    if (chapter === undefined || chapter.status === "over" || chapter.podName !== undefined) return;
    this.#onOver(chapter, { phase: "over", ran: true, code: undefined, reason });
  }

  #endWithoutPod(reason: string): void {
    for (const chapter of this.#chapters) {
      if (chapter.status === "over" || chapter.podName !== undefined) continue;
      this.#fail(chapter, reason);
    }
  }
}

/** Completion indexes as the API writes them: `0,2-4`. */
export function indexesOf(text: string | undefined): readonly number[] {
  if (text === undefined || text === "") return [];
  return text.split(",").flatMap((part) => {
    const [first = 0, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}
