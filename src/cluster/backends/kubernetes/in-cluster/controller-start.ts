import type { V1Pod } from "@kubernetes/client-node";
import type { Clock } from "../../../../base/clock.js";
import { delay, throwIfAborted } from "../../../../base/deadline.js";
import { LiveLoadError } from "../../../../base/errors.js";
import type { ApiSilence } from "../api-silence.js";
import type { Kubernetes } from "../kubernetes-client.js";
import type { KubernetesOptions } from "../kubernetes-options.js";
import { podState } from "../launch/pod-state.js";
import { JOB_LABEL } from "../objects/run-labels.js";

/** A controller whose Job has been created. */
export interface FollowedController {
  /** Name of its Job. */
  readonly name: string;
  readonly options: KubernetesOptions;
  readonly kubernetes: Kubernetes;
  readonly clock: Clock;
  readonly silence: ApiSilence;
}

const START_MS = 300_000;
const LOOK_EVERY_MS = 500;

/** Resolves to the name of the controller's pod once it runs. Rejects early if it cannot start, or if the signal aborts. */
export async function untilStarted(
  { name, options, kubernetes, clock, silence }: FollowedController,
  signal: AbortSignal,
): Promise<string> {
  const since = clock.now();
  let reason = "it has no pod";
  while (clock.now() - since < START_MS) {
    throwIfAborted(signal);
    const answered = await silence.ask(() => podOf(name, kubernetes));
    const pod = answered?.answer;
    const state = pod === undefined ? undefined : podState(pod);
    if (state?.phase === "running" || state?.phase === "over") return pod?.metadata?.name ?? "";
    const hasNoPod = answered !== undefined && pod === undefined;
    const refused = hasNoPod ? await whyNoPod(name, kubernetes) : undefined;
    reason = state?.reason ?? refused ?? reason;
    const hasWaited = clock.now() - since > options.waitForRoomMs;
    const isFull = state?.prospect === "no-room" || (refused !== undefined && /exceeded quota/.test(refused));
    if (state?.prospect === "hopeless" || (refused !== undefined && !isFull) || (isFull && hasWaited))
      throw failed(reason, options, kubernetes);
    await delay(LOOK_EVERY_MS, { clock, signal });
  }
  throw failed(`it did not start within ${START_MS / 1000} s: ${reason}`, options, kubernetes);
}

/** Why the platform creates no pod for the controller, from its Job's events; `undefined` if they cannot be read. */
async function whyNoPod(job: string, { core, namespace }: Kubernetes): Promise<string | undefined> {
  const fieldSelector = `involvedObject.kind=Job,involvedObject.name=${job},reason=FailedCreate`;
  const events = await core.listNamespacedEvent({ namespace, fieldSelector }).catch(() => undefined);
  return events?.items.at(-1)?.message;
}

/** The pod of a controller's Job. */
export async function podOf(job: string, { core, namespace }: Kubernetes): Promise<V1Pod | undefined> {
  const { items } = await core.listNamespacedPod({ namespace, labelSelector: `${JOB_LABEL}=${job}` });
  return items[0];
}

/** The error if a controller did not start, or ended before its run did. */
export function failed(reason: string, { serviceAccount }: KubernetesOptions, { namespace }: Kubernetes): LiveLoadError {
  return new LiveLoadError("CONTROLLER_FAILED", `the controller in the cluster failed: ${reason}`, {
    hint: `it runs as the service account ${serviceAccount} of the namespace ${namespace}, which needs the role of deploy/kubernetes/controller.yaml: see docs/kubernetes.md`,
    details: { namespace, serviceAccount },
  });
}
