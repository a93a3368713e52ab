import { abortError, delay, throwIfAborted } from "../../../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../../../base/errors.js";
import { sharedAbortController } from "../../../../base/shared-abort.js";
import type { Kubernetes } from "../kubernetes-client.js";
import { podState } from "../pod-state.js";
import { COMMAND } from "./controller-job.js";
import { type FollowedController, failed, podOf } from "./controller-start.js";
import { followLog } from "./follow-log.js";
import { execInPod } from "./pod-exec.js";

/** Who follows a controller, and how they have it stop. */
export interface FollowPorts {
  readonly onLine: (line: string) => void;
  readonly onWarning: (message: string) => void;
  /** Asks it to stop; it is followed until it has. */
  readonly stop: AbortSignal;
  /** Gives up at once. */
  readonly abandon: AbortSignal;
}

/** How it has ended. */
export interface ControllerOutcome {
  readonly exitCode: number;
  /** Its output folder, as a pack of files. */
  readonly output: Uint8Array;
}

/** The line after which a controller waits for its output to be fetched; the exit code follows. */
export const ENDED_LINE = "live-load: the run has ended, its output can be fetched; exit code ";
/** Where it keeps what it is given and what it makes. */
export const CONTROLLER_FILES = {
  folder: "/tmp/live-load-controller",
  output: "/tmp/live-load-controller/report",
  pack: "/tmp/live-load-controller/report.pack",
} as const;
const LOOK_EVERY_MS = 5000;
/** A log may still come after its pod has ended; a connection that broke without a word never ends. */
const LOG_AFTER_END_MS = 30_000;
const COMMAND_MS = 20_000;
const STOP_ATTEMPTS = 2;
const FETCH_MS = 300_000;

/** Tells what a controller writes, and fetches what it made. Rejects when it ends without that, or cannot be followed any longer. */
export async function followController(
  controller: FollowedController,
  pod: string,
  ports: FollowPorts,
): Promise<ControllerOutcome> {
  const { name, options, kubernetes, clock } = controller;
  const { stop, abandon, onLine } = ports;
  const over = sharedAbortController();
  const { signal } = over;
  const giveUp = () => over.abort(abandon.reason);
  if (abandon.aborted) giveUp();
  abandon.addEventListener("abort", giveUp, { once: true });
  const exec = (command: readonly string[], timeoutMs: number) =>
    execInPod({ kubernetes, pod, command, clock, timeoutMs, signal });
  const interrupt = () =>
    void askToStop(controller, () => exec([...COMMAND, "controller", "--interrupt"], COMMAND_MS)).catch((error: unknown) => {
      if (signal.aborted) return;
      ports.onWarning(`the controller could not be asked to stop: ${messageOf(error)}; it is ended`);
      over.abort(abortError(stop));
    });
  if (stop.aborted) interrupt();
  stop.addEventListener("abort", interrupt, { once: true });
  void watchPod(controller, signal).catch((error: unknown) => over.abort(error));
  try {
    const isAlive = async () => isRunning(await podOf(name, kubernetes));
    for await (const line of followLog({ kubernetes, pod, clock, signal, isAlive })) {
      if (!line.startsWith(ENDED_LINE)) {
        onLine(line);
        continue;
      }
      // There is nothing left to stop.
      stop.removeEventListener("abort", interrupt);
      const output = await exec(["cat", CONTROLLER_FILES.pack], FETCH_MS);
      return { exitCode: Number(line.slice(ENDED_LINE.length)), output };
    }
    throwIfAborted(signal);
    throw failed(await howItEnded(name, kubernetes), options, kubernetes);
  } finally {
    stop.removeEventListener("abort", interrupt);
    abandon.removeEventListener("abort", giveUp);
    over.abort();
  }
}

/** A pod on a busy host may be slow to take a command, and is asked again; a server that is known not to answer is not. */
async function askToStop({ kubernetes, silence }: FollowedController, ask: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    if (silence.isSilent) throw new LiveLoadError("CHANNEL_CLOSED", `${kubernetes.server} does not answer`);
    try {
      await ask();
      return;
    } catch (error) {
      if (attempt >= STOP_ATTEMPTS) throw error;
    }
  }
}

/** Looks at the pod as long as the signal lets it. Rejects when the server is silent for too long, or the pod has ended a while ago. */
async function watchPod({ name, options, kubernetes, clock, silence }: FollowedController, signal: AbortSignal): Promise<void> {
  let endedAtMs: number | undefined;
  while (!signal.aborted) {
    const answered = await silence.ask(() => podOf(name, kubernetes));
    if (answered !== undefined) endedAtMs = isRunning(answered.answer) ? undefined : (endedAtMs ?? clock.now());
    if (endedAtMs !== undefined && clock.now() - endedAtMs >= LOG_AFTER_END_MS)
      throw failed(reasonOf(answered?.answer), options, kubernetes);
    await delay(LOOK_EVERY_MS, { clock, signal }).catch(() => {});
  }
}

async function howItEnded(name: string, kubernetes: Kubernetes): Promise<string> {
  return reasonOf(await podOf(name, kubernetes).catch(() => undefined));
}

type Pod = Awaited<ReturnType<typeof podOf>>;

function isRunning(pod: Pod): boolean {
  return pod !== undefined && podState(pod).phase === "running";
}

function reasonOf(pod: Pod): string {
  const state = pod === undefined ? undefined : podState(pod);
  return (state?.phase === "running" ? "its log has ended" : state?.reason) ?? "its pod is gone";
}
