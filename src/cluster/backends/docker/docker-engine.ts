import type Docker from "dockerode";
import type { Clock } from "../../../base/clock.js";
import { throwIfAborted, withDeadline } from "../../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../../base/errors.js";

/** Facts about the engine. */
export interface EngineFacts {
  /** True if its address is a socket on this machine. */
  readonly isLocal: boolean;
}

/** An engine that has been reached. */
export interface Engine {
  /** For calls that the engine answers promptly; they time out. */
  readonly docker: Docker;
  /** For calls that may take long, such as waiting for a container to exit. No timeout: the caller sets a deadline. */
  readonly patient: Docker;
  readonly facts: EngineFacts;
}

const DEFAULT_SOCKET = "/var/run/docker.sock";
const FIRST_ANSWER_MS = 15_000;
/** Generous, since a busy engine is slow to answer. */
const CALL_TIMEOUT_MS = 60_000;

/** Connects to the engine at `DOCKER_HOST`, or else to the one on this machine. Rejects with `BACKEND_UNAVAILABLE`. */
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
  const wait = { clock, timeoutMs: FIRST_ANSWER_MS, what: "the Docker Engine to answer", signal };
  try {
    await withDeadline(docker.version(), wait);
    return { docker, patient: new Client(where), facts: { isLocal } };
  } catch (error) {
    throwIfAborted(signal);
    const address = host === undefined || host === "" ? `unix://${DEFAULT_SOCKET}` : host;
    throw new LiveLoadError("BACKEND_UNAVAILABLE", `no Docker Engine answers at ${address}: ${messageOf(error)}`, {
      hint: "start it, or set DOCKER_HOST to another one; your user must be in the group docker",
      cause: error,
    });
  }
}

/** The error for a request that the engine refused or did not answer. */
export function engineError(what: string, error: unknown): LiveLoadError {
  if (error instanceof LiveLoadError) return error;
  return new LiveLoadError("BACKEND_UNAVAILABLE", `${what}: ${reasonOf(error)}`, {
    hint: "`docker info` shows whether the engine answers; its own log says more",
    cause: error,
  });
}

/** When the client times out it closes the socket, and the error is ECONNRESET, as if the engine had closed it. */
function reasonOf(error: unknown): string {
  const hasTimedOut = (error as NodeJS.ErrnoException | null)?.code === "ECONNRESET";
  return hasTimedOut ? "the Docker Engine does not answer" : messageOf(error);
}

/** The HTTP status of the engine's answer; `undefined` if it did not answer. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { readonly statusCode?: unknown } | null)?.statusCode;
  return typeof status === "number" ? status : undefined;
}

/** Ignores errors that mean that the object is already gone or being removed. */
export function goneIsSuccess(error: unknown): void {
  const status = statusOf(error);
  if (status === 304 || status === 404 || (status === 409 && /already in progress/.test(messageOf(error)))) return;
  throw error;
}

async function loadClient(): Promise<typeof Docker> {
  try {
    return (await import("dockerode")).default;
  } catch (error) {
    throw new LiveLoadError("BACKEND_UNAVAILABLE", "the docker backend needs the package dockerode, which is not installed", {
      hint: "npm install dockerode@5",
      cause: error,
    });
  }
}
