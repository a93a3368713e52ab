import type Docker from "dockerode";
import { LiveLoadError, messageOf } from "../../../base/errors.js";

/** Facts about the engine. */
export interface EngineFacts {
  /** True if its address is a socket on this machine. */
  readonly isLocal: boolean;
}

const DEFAULT_SOCKET = "/var/run/docker.sock";

/** Connects to the engine at `DOCKER_HOST`, or else to the one on this machine. Rejects with `BACKEND_UNAVAILABLE`. */
export async function connectEngine(
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly docker: Docker; readonly facts: EngineFacts }> {
  const Client = await loadClient();
  const host = env.DOCKER_HOST;
  const isLocal = host === undefined || host === "" || host.startsWith("unix://");
  // Without options the client reads DOCKER_HOST, DOCKER_CERT_PATH and DOCKER_TLS_VERIFY by itself.
  const docker = isLocal ? new Client({ socketPath: host?.replace(/^unix:\/\//, "") || DEFAULT_SOCKET }) : new Client();
  try {
    await docker.version();
    return { docker, facts: { isLocal } };
  } catch (error) {
    const where = host === undefined || host === "" ? `unix://${DEFAULT_SOCKET}` : host;
    throw new LiveLoadError("BACKEND_UNAVAILABLE", `no Docker Engine answers at ${where}: ${messageOf(error)}`, {
      hint: "start it, or set DOCKER_HOST to another one; your user must be in the group docker",
      cause: error,
    });
  }
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
