import type { V1Pod } from "@kubernetes/client-node";
import type { Clock } from "../../../../base/clock.js";
import { abortError, delay, throwIfAborted } from "../../../../base/deadline.js";
import { LiveLoadError } from "../../../../base/errors.js";
import { apiError, goneIsSuccess } from "../api-errors.js";
import { connectKubernetes, type Kubernetes } from "../kubernetes-client.js";
import { type KubernetesOptions, parseKubernetesOptions } from "../kubernetes-options.js";
import { podState } from "../launch/pod-state.js";
import { JOB_LABEL } from "../objects/run-labels.js";
import { COMMAND, controllerJob, controllerName, inputSecrets, partsOf } from "./controller-job.js";
import { checkController } from "./controller-preflight.js";
import { followLog } from "./follow-log.js";
import { execInPod } from "./pod-exec.js";

/** A controller to run in the cluster. */
export interface ControllerRequest {
  readonly runId: string;
  /** `backendOptions` as the user gave them. */
  readonly backendOptions: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Its input, as a pack of files. */
  readonly input: Uint8Array;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Local destination of its output folder, which printed lines name instead of the folder in the pod. */
  readonly outputFolder: string;
  readonly onLine: (line: string) => void;
  readonly onWarning: (message: string) => void;
  /** Asks the run to stop; its measurements are still fetched. */
  readonly stop: AbortSignal;
  /** Abandons the run at once. */
  readonly abandon: AbortSignal;
}

/** The end of a controller's run. */
export interface ControllerOutcome {
  readonly exitCode: number;
  /** Its output folder, as a pack of files. */
  readonly output: Uint8Array;
}

/** The line after which a controller waits for its output to be fetched; the exit code follows. */
export const ENDED_LINE = "live-load: the run has ended, its output can be fetched; exit code ";
/** Folder in the pod for its input and output. */
export const CONTROLLER_FILES = {
  folder: "/tmp/live-load-controller",
  output: "/tmp/live-load-controller/report",
  pack: "/tmp/live-load-controller/report.pack",
} as const;
const START_MS = 300_000;
const LOOK_EVERY_MS = 500;
const COMMAND_MS = 15_000;
const FETCH_MS = 300_000;

/** Runs a controller as a Job, passes on its lines, and fetches its output. Whatever happens, the Job and all that it owns are deleted. */
export async function runController(request: ControllerRequest): Promise<ControllerOutcome> {
  const options = parseKubernetesOptions(request.backendOptions);
  const kubernetes = await connectKubernetes(options, request.env);
  const { batch, namespace, server } = kubernetes;
  await checkController(options, kubernetes, request.onWarning);
  throwIfAborted(request.stop);
  const name = controllerName(request.runId);
  try {
    await createObjects(name, options, { kubernetes, request }).catch((error: unknown) => {
      throw apiError("the controller cannot be created", server, error);
    });
    return await followController(name, options, { kubernetes, request });
  } finally {
    await batch.deleteNamespacedJob({ namespace, name, propagationPolicy: "Background" }).catch(goneIsSuccess);
  }
}

interface Parts {
  readonly kubernetes: Kubernetes;
  readonly request: ControllerRequest;
}

async function createObjects(name: string, options: KubernetesOptions, { kubernetes, request }: Parts): Promise<void> {
  const { core, batch, namespace } = kubernetes;
  const { input, clock, expiresAt } = request;
  const body = controllerJob({ name, options, parts: partsOf(input), now: clock.wallTime(), expiresAt });
  const { metadata } = await batch.createNamespacedJob({ namespace, body, fieldValidation: "Strict" });
  const owner = { name, uid: metadata?.uid ?? "" };
  for (const secret of inputSecrets(input, owner)) await core.createNamespacedSecret({ namespace, body: secret });
}

async function followController(
  name: string,
  options: KubernetesOptions,
  { kubernetes, request }: Parts,
): Promise<ControllerOutcome> {
  const { clock, stop, abandon, onLine, onWarning, outputFolder } = request;
  const pod = await untilStarted(name, options, { kubernetes, request });
  const exec = (command: readonly string[], timeoutMs: number) => execInPod({ kubernetes, pod, command, clock, timeoutMs });
  const interrupt = () =>
    void exec([...COMMAND, "controller", "--interrupt"], COMMAND_MS).catch((error: unknown) =>
      onWarning(`the controller could not be asked to stop: ${(error as Error).message}`),
    );
  if (stop.aborted) interrupt();
  stop.addEventListener("abort", interrupt, { once: true });
  try {
    const isAlive = async () => {
      const now = await podOf(name, kubernetes);
      return now !== undefined && podState(now).phase === "running";
    };
    for await (const line of followLog({ kubernetes, pod, clock, signal: abandon, isAlive })) {
      if (!line.startsWith(ENDED_LINE)) {
        onLine(line.replaceAll(CONTROLLER_FILES.output, outputFolder));
        continue;
      }
      const output = await exec(["cat", CONTROLLER_FILES.pack], FETCH_MS);
      return { exitCode: Number(line.slice(ENDED_LINE.length)), output };
    }
  } finally {
    stop.removeEventListener("abort", interrupt);
  }
  if (abandon.aborted) throw abortError(abandon);
  const last = await podOf(name, kubernetes);
  const state = last === undefined ? undefined : podState(last);
  const why = state?.phase === "running" ? "its log has ended" : state?.reason;
  throw failed(why ?? "its pod is gone", options, kubernetes);
}

/** The name of the controller's pod, once it runs; reports at once what keeps it from running. */
async function untilStarted(name: string, options: KubernetesOptions, { kubernetes, request }: Parts): Promise<string> {
  const { clock, abandon, stop } = request;
  const signal = AbortSignal.any([abandon, stop]);
  const since = clock.now();
  let reason = "it has no pod";
  while (clock.now() - since < START_MS) {
    throwIfAborted(signal);
    const pod = await podOf(name, kubernetes).catch(() => undefined);
    const state = pod === undefined ? undefined : podState(pod);
    if (state?.phase === "running" || state?.phase === "over") return pod?.metadata?.name ?? "";
    const refused = pod === undefined ? await whyNoPod(name, kubernetes) : undefined;
    reason = state?.reason ?? refused ?? reason;
    const hasWaited = clock.now() - since > options.waitForRoomMs;
    const isFull = state?.prospect === "no-room" || (refused !== undefined && /exceeded quota/.test(refused));
    if (state?.prospect === "hopeless" || (refused !== undefined && !isFull) || (isFull && hasWaited))
      throw failed(reason, options, kubernetes);
    await delay(LOOK_EVERY_MS, { clock, signal });
  }
  throw failed(`it did not start within ${START_MS / 1000} s: ${reason}`, options, kubernetes);
}

/** Why the platform creates no pod for the controller, from its Job's events; `undefined` without the right to read them. */
async function whyNoPod(job: string, { core, namespace }: Kubernetes): Promise<string | undefined> {
  const fieldSelector = `involvedObject.kind=Job,involvedObject.name=${job},reason=FailedCreate`;
  const events = await core.listNamespacedEvent({ namespace, fieldSelector }).catch(() => undefined);
  return events?.items.at(-1)?.message;
}

async function podOf(job: string, { core, namespace }: Kubernetes): Promise<V1Pod | undefined> {
  const { items } = await core.listNamespacedPod({ namespace, labelSelector: `${JOB_LABEL}=${job}` });
  return items[0];
}

function failed(reason: string, { serviceAccount }: KubernetesOptions, { namespace }: Kubernetes): LiveLoadError {
  return new LiveLoadError("CLUSTER_NODE_CREATION_FAILED", `the controller in the cluster did not do its work: ${reason}`, {
    hint: `it runs as the service account ${serviceAccount} of the namespace ${namespace}, which needs the role of deploy/kubernetes/controller.yaml: see docs/kubernetes.md`,
    details: { namespace, serviceAccount },
  });
}
