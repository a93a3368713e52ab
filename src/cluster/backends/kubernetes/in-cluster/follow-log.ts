import type { Clock } from "../../../../base/clock.js";
import { delay } from "../../../../base/deadline.js";
import { linesOf, openStream } from "../api-stream.js";
import type { Kubernetes } from "../kubernetes-client.js";
import { CONTAINER } from "../objects/node-pod.js";

/** Whose log is followed, and until when. */
export interface FollowedLog {
  readonly kubernetes: Kubernetes;
  readonly pod: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** True while the pod can still write. */
  readonly isAlive: () => Promise<boolean>;
}

const ASK_AGAIN_MS = 1000;

/**
 * The lines of a pod's log, each once and in order, also when the connection breaks: lines come with their time, and what
 * was told already is passed over. Ends when the pod has.
 */
export async function* followLog({ kubernetes, pod, clock, signal, isAlive }: FollowedLog): AsyncGenerator<string> {
  const path = `/api/v1/namespaces/${kubernetes.namespace}/pods/${pod}/log`;
  let last = "";
  while (!signal.aborted) {
    const alive = await isAlive().catch(() => true);
    // The API takes whole seconds; what is told twice is told apart by its nanoseconds.
    const sinceTime = last === "" ? undefined : `${last.slice(0, 19)}Z`;
    try {
      const query = { container: CONTAINER, follow: true, timestamps: true, sinceTime };
      for await (const line of linesOf(await openStream(kubernetes, { path, query, signal }))) {
        const at = line.indexOf(" ");
        const time = line.slice(0, at);
        if (time <= last) continue;
        last = time;
        yield line.slice(at + 1);
      }
    } catch {
      // It broke off: asked again, as long as there is something to hear.
    }
    if (!alive) return;
    await delay(ASK_AGAIN_MS, { clock, signal }).catch(() => {});
  }
}
