import { PassThrough, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { V1Status } from "@kubernetes/client-node";
import type { Clock } from "../../../../base/clock.js";
import { withDeadline } from "../../../../base/deadline.js";
import { LiveLoadError } from "../../../../base/errors.js";
import type { Kubernetes } from "../kubernetes-client.js";
import { CONTAINER } from "../objects/node-pod.js";

/** A command to run in a pod. */
export interface PodCommand {
  readonly kubernetes: Kubernetes;
  readonly pod: string;
  readonly command: readonly string[];
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Gives up at once. */
  readonly signal: AbortSignal;
}

/** Runs a command in a pod to its end; resolves to its output, or rejects with its error output. */
export async function execInPod({ kubernetes, pod, command, clock, timeoutMs, signal }: PodCommand): Promise<Buffer> {
  const { client, config, namespace } = kubernetes;
  const output = new PassThrough();
  const written = buffer(output);
  written.catch(() => {});
  let said = "";
  const errors = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      said = `${said}${chunk.toString("utf8")}`.slice(-2000);
      done();
    },
  });
  let isOver = false;
  let close = () => {};
  const ended = new Promise<V1Status>((resolve, reject) => {
    new client.Exec(config)
      .exec(namespace, pod, CONTAINER, [...command], output, errors, null, false, resolve)
      .then((socket) => {
        close = () => socket.close();
        if (isOver) close();
        socket.on("error", (error: Error) => reject(error));
        socket.on("close", () => reject(new LiveLoadError("CHANNEL_CLOSED", `the connection to the pod ${pod} was lost`)));
      })
      .catch(reject);
  });
  try {
    const status = await withDeadline(ended, { clock, timeoutMs, signal, what: `${command[0]} in the pod ${pod}` });
    if (status.status !== "Success")
      throw new LiveLoadError(
        "CONTROLLER_FAILED",
        `${command.join(" ")} failed in the pod ${pod}: ${said.trim() || status.message}`,
      );
  } finally {
    isOver = true;
    close();
    output.end();
  }
  return written;
}
