import type { Clock } from "../../../../base/clock.js";
import { abortError, delay, throwIfAborted, withDeadline } from "../../../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../../../base/errors.js";
import { apiError, goneIsSuccess, wordsOf } from "../api-errors.js";
import { ApiSilence } from "../api-silence.js";
import { boundTo, connectKubernetes, type Kubernetes } from "../kubernetes-client.js";
import { type KubernetesOptions, parseKubernetesOptions } from "../kubernetes-options.js";
import { controllerJob, controllerName, inputSecrets, partsOf } from "./controller-job.js";
import { checkController } from "./controller-preflight.js";
import { untilStarted } from "./controller-start.js";
import { type ControllerOutcome, type FollowPorts, followController } from "./follow-controller.js";

/** What to run in the cluster, and how to follow it. */
export interface ControllerRequest extends FollowPorts {
  readonly runId: string;
  /** `backendOptions` as the user gave them. */
  readonly backendOptions: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Its input, as a pack of files. */
  readonly input: Uint8Array;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** How long the API server may stay silent before the controller is no longer followed. Default: two minutes. */
  readonly silenceMs?: number;
}

/** Longer than an API server takes to restart. */
const SILENCE_MS = 120_000;
/**
 * A stop takes no longer than this when the API server is silent before the controller has taken the request; its Job is deleted in
 * what is left of it. One that has taken it stops by itself, and is followed with the usual patience, so that its report is fetched.
 */
const STOP_MS = 20_000;
const LEAST_REMOVAL_MS = 5000;
const CUT_OFF_MS = 1000;

/**
 * Runs a controller as a Job, passes on its log and fetches its output folder. Deletes the Job and everything it owns, except
 * when the API server has become silent: then the run continues, and its report waits to be fetched.
 */
export async function runController(request: ControllerRequest): Promise<ControllerOutcome> {
  const { runId, clock, stop } = request;
  const options = parseKubernetesOptions(request.backendOptions);
  const kubernetes = await connectKubernetes(options, request.env);
  const name = controllerName(runId);
  const progress: Progress = { isCreated: false, hasStarted: false, goesOn: false };
  let stoppedAtMs: number | undefined;
  const noteStop = () => {
    stoppedAtMs = clock.now();
  };
  stop.addEventListener("abort", noteStop, { once: true });
  const remove = () => {
    const isCutOff = stoppedAtMs !== undefined && !progress.hasStarted;
    return deleteController(name, { kubernetes, request, stoppedAtMs, isCutOff });
  };
  try {
    const outcome = await startAndFollow({ name, options, kubernetes, request, progress });
    await remove();
    return outcome;
  } catch (error) {
    const isGone = !progress.isCreated || progress.goesOn || (await remove());
    throw stop.aborted && !progress.hasStarted ? stoppedEarly(stop, isGone) : error;
  } finally {
    stop.removeEventListener("abort", noteStop);
  }
}

/** How far a controller has come. */
interface Progress {
  /** Whether anything of it may be in the cluster. */
  isCreated: boolean;
  hasStarted: boolean;
  /** Whether it is left alone, because the API server is silent. */
  goesOn: boolean;
}

async function startAndFollow(parts: {
  readonly name: string;
  readonly options: KubernetesOptions;
  readonly kubernetes: Kubernetes;
  readonly request: ControllerRequest;
  readonly progress: Progress;
}): Promise<ControllerOutcome> {
  const { name, options, kubernetes, request, progress } = parts;
  const { clock, stop, abandon, onWarning, silenceMs = SILENCE_MS } = request;
  const { server } = kubernetes;
  const starting = boundTo(kubernetes, stop);
  await unlessStopped(stop, () => checkController(options, starting, onWarning));
  progress.isCreated = true;
  const patience = { clock, server, limitMs: silenceMs, onWarning };
  await unlessStopped(stop, () => createObjects(name, options, { kubernetes: starting, request }));
  const first = new ApiSilence({ ...patience, signal: stop, giveUp: unreachable });
  const pod = await untilStarted({ name, options, clock, kubernetes: starting, silence: first }, stop);
  progress.hasStarted = true;
  const giveUp = (why: string, cause: unknown) => {
    progress.goesOn = true;
    return leftAlone(why, { cause, name, kubernetes });
  };
  const silence = new ApiSilence({ ...patience, signal: abandon, giveUp });
  return followController({ name, options, clock, kubernetes: boundTo(kubernetes, abandon), silence }, pod, request);
}

/** The error of a run that was stopped before its controller ran. */
function stoppedEarly(stop: AbortSignal, isGone: boolean): LiveLoadError {
  const why = messageOf(abortError(stop));
  const rest = isGone ? "nothing of it is left in the cluster" : "its Job may be left in the cluster";
  return new LiveLoadError("ABORTED", `${why} before its controller in the cluster had started; ${rest}`, { cause: stop.reason });
}

/** Rejects with the reason of the stop, rather than with the error of the call that it cut off. */
async function unlessStopped(stop: AbortSignal, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw stop.aborted ? abortError(stop) : error;
  }
  throwIfAborted(stop);
}

interface Parts {
  readonly kubernetes: Kubernetes;
  readonly request: ControllerRequest;
}

async function createObjects(name: string, options: KubernetesOptions, { kubernetes, request }: Parts): Promise<void> {
  const { core, batch, namespace, server } = kubernetes;
  const { input, clock, expiresAt } = request;
  const body = controllerJob({ name, options, parts: partsOf(input), now: clock.wallTime(), expiresAt });
  try {
    const { metadata } = await batch.createNamespacedJob({ namespace, body, fieldValidation: "Strict" });
    const owner = { name, uid: metadata?.uid ?? "" };
    for (const secret of inputSecrets(input, owner)) await core.createNamespacedSecret({ namespace, body: secret });
  } catch (error) {
    throw apiError("cannot create the controller", server, error);
  }
}

interface Removal extends Parts {
  /** When it was asked to stop. */
  readonly stoppedAtMs: number | undefined;
  /** Whether the request to create it may have been cut off. */
  readonly isCutOff: boolean;
}

/** Only warns on failure: the outcome of the run counts, whether or not its Job could be deleted. Resolves to whether it was. */
async function deleteController(name: string, { kubernetes, request, stoppedAtMs, isCutOff }: Removal): Promise<boolean> {
  const { batch, namespace } = kubernetes;
  const { clock, abandon } = request;
  const lateMs = (stoppedAtMs ?? clock.now()) + STOP_MS;
  const remove = async () => {
    const removed = batch.deleteNamespacedJob({ namespace, name, propagationPolicy: "Background" });
    const wait = { clock, timeoutMs: LEAST_REMOVAL_MS, what: "the API server to delete it" };
    const timeoutMs = Math.max(LEAST_REMOVAL_MS, lateMs - clock.now());
    await withDeadline(removed, { ...wait, timeoutMs, signal: abandon }).catch((error: unknown) => {
      if (!abandon.aborted) throw error;
      return withDeadline(removed, wait);
    });
  };
  try {
    await remove().catch(async (error: unknown) => {
      goneIsSuccess(error);
      if (!isCutOff) return;
      // It may still be created.
      await delay(CUT_OFF_MS, { clock });
      await remove().catch(goneIsSuccess);
    });
    return true;
  } catch (error) {
    const command = removalCommand(name, kubernetes);
    request.onWarning(
      `the Job ${name} of the namespace ${namespace} could not be deleted (${wordsOf(error)}): to delete it, run ${command}`,
    );
    return false;
  }
}

/** The error if the API server falls silent while the controller is starting. */
function unreachable(why: string, cause: unknown): LiveLoadError {
  const hint = "check with `kubectl version` that it can be reached from here";
  return new LiveLoadError("BACKEND_UNAVAILABLE", why, { hint, cause });
}

/** The error if the API server falls silent during the run, which may continue. */
function leftAlone(
  why: string,
  { cause, name, kubernetes }: { readonly cause: unknown; readonly name: string } & Pick<Parts, "kubernetes">,
): LiveLoadError {
  const { namespace } = kubernetes;
  const followCommand = `\`kubectl -n ${namespace} logs -f --tail=-1 -l batch.kubernetes.io/job-name=${name}\``;
  return new LiveLoadError("CHANNEL_CLOSED", `${why}; the run may still be in progress in the cluster`, {
    hint: `follow it with ${followCommand}, see docs/kubernetes.md to fetch its report, or end it with ${removalCommand(name, kubernetes)}`,
    details: { namespace, job: name },
    cause,
  });
}

/** Needs no more rights than a run does; everything else of the run belongs to the Job. */
function removalCommand(name: string, { namespace }: Kubernetes): string {
  return `\`kubectl -n ${namespace} delete job ${name} --wait=false\``;
}
