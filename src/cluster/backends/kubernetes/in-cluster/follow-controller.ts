import { CONTROLLER_FILES, ENDED_LINE } from "../../../../base/controller-in-cluster.js";
import { abortError, delay, throwIfAborted, withAnySignal, withDeadline } from "../../../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../../../base/errors.js";
import { sharedAbortController } from "../../../../base/shared-abort.js";
import { statusOf } from "../api-errors.js";
import { boundTo, type Kubernetes } from "../kubernetes-client.js";
import { podState } from "../launch/pod-state.js";
import { COMMAND } from "./controller-job.js";
import { type FollowedController, failed, podOf } from "./controller-start.js";
import { followLog } from "./follow-log.js";
import { execInPod } from "./pod-exec.js";

/** How a controller is followed and stopped. */
export interface FollowPorts {
  /** Where its output folder goes once fetched. Its log lines are changed to name this folder instead of the one in the pod. */
  readonly outputFolder: string;
  readonly onLine: (line: string) => void;
  readonly onWarning: (message: string) => void;
  /** Called once with what passes a request to the run and returns its answer, both in JSON. */
  readonly onSteerable?: ((steer: (request: string) => Promise<string>) => void) | undefined;
  /** Asks it to stop; it is followed until it has stopped. */
  readonly stop: AbortSignal;
  /** Gives up at once. */
  readonly abandon: AbortSignal;
}

/** How a controller has ended. */
export interface ControllerOutcome {
  readonly exitCode: number;
  /** Its output folder, as a pack of files. */
  readonly output: Uint8Array;
}

const LOOK_EVERY_MS = 5000;
/** The log may arrive late after its pod has ended; but over a connection that broke silently it never ends. */
const LOG_AFTER_END_MS = 30_000;
const COMMAND_MS = 20_000;
/** Below the 30 s that `live-load set` waits. */
const STEER_MS = 28_000;
const STOP_ATTEMPTS = 2;
const PAUSE_MS = 1000;
/** While it is being asked to stop, an API server that has answered nothing for so long counts as silent. */
const SILENT_MS = 10_000;
const FETCH_MS = 300_000;

/** Passes on a controller's log and fetches its output. Rejects if it ends without output, or can no longer be followed. */
export async function followController(
  controller: FollowedController,
  pod: string,
  ports: FollowPorts,
): Promise<ControllerOutcome> {
  const { name, options, kubernetes, clock } = controller;
  const { stop, abandon, onLine, outputFolder } = ports;
  const over = sharedAbortController();
  const { signal } = over;
  const giveUp = () => over.abort(abandon.reason);
  if (abandon.aborted) giveUp();
  abandon.addEventListener("abort", giveUp, { once: true });
  const exec = (command: readonly string[], timeoutMs: number) =>
    execInPod({ kubernetes, pod, command, clock, timeoutMs, signal });
  ports.onSteerable?.(async (request) => (await exec([...COMMAND, "controller", "--steer", request], STEER_MS)).toString("utf8"));
  let hasEnded = false;
  const ask = () => exec([...COMMAND, "controller", "--interrupt"], COMMAND_MS);
  const answering = { ...controller, kubernetes: boundTo(kubernetes, signal) };
  const interrupt = () =>
    void unlessSilent(answering, signal, () => askToStop(controller, ask, signal)).catch((error: unknown) => {
      if (signal.aborted || hasEnded) return;
      ports.onWarning(`the controller could not be asked to stop: ${messageOf(error)}; deleting it instead`);
      over.abort(abortError(stop));
    });
  if (stop.aborted) interrupt();
  stop.addEventListener("abort", interrupt, { once: true });
  void watchPod(answering, signal).catch((error: unknown) => over.abort(error));
  try {
    const isAlive = async () => isRunning(await podOf(name, answering.kubernetes));
    for await (const line of followLog({ kubernetes, pod, clock, signal, isAlive })) {
      if (!line.startsWith(ENDED_LINE)) {
        onLine(line.replaceAll(CONTROLLER_FILES.output, outputFolder));
        continue;
      }
      // The run is over: a stop must not interrupt the fetch.
      hasEnded = true;
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

/** Asks again if it fails, since a pod on a busy host may be slow to take a command; but not while the API server is silent. */
async function askToStop(
  { kubernetes, silence, clock }: FollowedController,
  ask: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    if (silence.isSilent) throw new LiveLoadError("CHANNEL_CLOSED", `${kubernetes.server} does not answer`);
    try {
      await ask();
      return;
    } catch (error) {
      if (attempt >= STOP_ATTEMPTS) throw error;
      await delay(PAUSE_MS, { clock, signal });
    }
  }
}

/** Rejects early once the API server has answered nothing for a while; looks whether it answers only as long as the act takes. */
function unlessSilent(controller: FollowedController, signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  return withAnySignal([signal, over.signal], async (either) => {
    try {
      await Promise.race([act(), untilSilent(controller, either)]);
    } finally {
      over.abort();
    }
  });
}

/** Rejects once the API server has answered nothing for a while; resolves when the signal aborts. */
async function untilSilent({ name, kubernetes, clock }: FollowedController, signal: AbortSignal): Promise<void> {
  let answeredAtMs = clock.now();
  while (!signal.aborted) {
    const left = Math.max(0, answeredAtMs + SILENT_MS - clock.now());
    const asked = withDeadline(podOf(name, kubernetes), { clock, timeoutMs: left, signal, what: "the API server to answer" });
    const hasAnswered = await asked.then(
      () => true,
      (error: unknown) => statusOf(error) !== undefined,
    );
    if (signal.aborted) return;
    if (hasAnswered) answeredAtMs = clock.now();
    else if (clock.now() - answeredAtMs >= SILENT_MS)
      throw new LiveLoadError("CHANNEL_CLOSED", `${kubernetes.server} does not answer`);
    await delay(PAUSE_MS, { clock, signal }).catch(() => {});
  }
}

/** Polls the pod until the signal aborts. Rejects if the server is silent for too long, or if the pod ended a while ago. */
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
