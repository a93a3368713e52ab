import type { Clock } from "../../../../base/clock.js";
import { delay } from "../../../../base/deadline.js";
import { linesOf, openStream } from "../api-stream.js";
import type { Kubernetes } from "../kubernetes-client.js";
import { CONTAINER } from "../objects/node-pod.js";

/** The pod whose log is followed, and until when. */
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
 * The lines of a pod's log, each once and in order, even when the connection breaks: lines carry their time, and those
 * already reported are skipped. Ends when the pod has ended.
 */
export async function* followLog({ kubernetes, pod, clock, signal, isAlive }: FollowedLog): AsyncGenerator<string> {
  const path = `/api/v1/namespaces/${kubernetes.namespace}/pods/${pod}/log`;
  let last = "";
  while (!signal.aborted) {
    const alive = await isAlive().catch(() => true);
    // The API accepts whole seconds; nanoseconds tell which lines are repeated.
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
      // The connection broke: ask again as long as the pod can write.
    }
    if (!alive) return;
    await delay(ASK_AGAIN_MS, { clock, signal }).catch(() => {});
  }
}
