import type Docker from "dockerode";
import type { Clock } from "../../../base/clock.js";
import { throwIfAborted, withDeadline } from "../../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../../base/errors.js";

/** The part of the machine that the engine runs on which matters here. */
export interface EngineFacts {
  readonly version: string;
  /** Its address is a socket of this machine. */
  readonly isLocal: boolean;
}

/** An engine that has answered. */
export interface Engine {
  /** For what an engine does at once: one that does not answer is hung up on. */
  readonly docker: Docker;
  /** For what may take as long as it takes, such as the end of a container; whoever asks has a deadline. */
  readonly patient: Docker;
  readonly facts: EngineFacts;
}

const DEFAULT_SOCKET = "/var/run/docker.sock";
const FIRST_ANSWER_MS = 15_000;
/** A busy engine takes its time, too. */
const CALL_TIMEOUT_MS = 60_000;

/** A client of the engine that `DOCKER_HOST` names, else of the one on this machine. Rejects with what is missing. */
export async function connectEngine(
  env: Readonly<Record<string, string | undefined>>,
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal | undefined },
): Promise<Engine> {
  const Client = await loadClient();
  const host = env.DOCKER_HOST;
  const isLocal = host === undefined || host === "" || host.startsWith("unix://");
  // Without options the client reads DOCKER_HOST, DOCKER_CERT_PATH and DOCKER_TLS_VERIFY by itself.
  const where = isLocal ? { socketPath: host?.replace(/^unix:\/\//, "") || DEFAULT_SOCKET } : {};
  const docker = new Client({ ...where, timeout: CALL_TIMEOUT_MS });
  const wait = { clock, timeoutMs: FIRST_ANSWER_MS, what: "its version", signal };
  try {
    const { Version } = await withDeadline(docker.version(), wait);
    return { docker, patient: new Client(where), facts: { version: Version, isLocal } };
  } catch (error) {
    throwIfAborted(signal);
    const address = host === undefined || host === "" ? `unix://${DEFAULT_SOCKET}` : host;
    throw new LiveLoadError("CLUSTER_NODE_CREATION_FAILED", `no Docker Engine answers at ${address}: ${messageOf(error)}`, {
      hint: "start it, or name another with DOCKER_HOST; a user needs to be in the group docker",
      cause: error,
    });
  }
}

/** The error for something that the engine refused, or did not answer. */
export function engineError(what: string, error: unknown): LiveLoadError {
  if (error instanceof LiveLoadError) return error;
  return new LiveLoadError("CLUSTER_NODE_CREATION_FAILED", `${what}: ${saidBy(error)}`, {
    hint: "`docker info` shows whether the engine answers; its own log says more",
    cause: error,
  });
}

/** The client hangs up on an engine that is silent for too long, which reads as if the engine had. */
function saidBy(error: unknown): string {
  const isCut = (error as NodeJS.ErrnoException | null)?.code === "ECONNRESET";
  return isCut ? "the Docker Engine does not answer" : messageOf(error);
}

/** The HTTP status that the engine answered with; `undefined` when it did not answer. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { readonly statusCode?: unknown } | null)?.statusCode;
  return typeof status === "number" ? status : undefined;
}

/** Passes over what means that the thing is gone already, or going. */
export function goneIsSuccess(error: unknown): void {
  const status = statusOf(error);
  if (status === 304 || status === 404 || (status === 409 && /already in progress/.test(messageOf(error)))) return;
  throw error;
}

async function loadClient(): Promise<typeof Docker> {
  try {
    return (await import("dockerode")).default;
  } catch (error) {
    throw new LiveLoadError(
      "CLUSTER_NODE_CREATION_FAILED",
      "the docker backend needs the package dockerode, which is not installed",
      {
        hint: "npm install dockerode@5",
        cause: error,
      },
    );
  }
}
