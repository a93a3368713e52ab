import { LiveLoadError, messageOf } from "../../../base/errors.js";

/** The HTTP status of the API server's answer; `undefined` if it did not answer. */
export function statusOf(error: unknown): number | undefined {
  const { code, statusCode } = (error ?? {}) as { readonly code?: unknown; readonly statusCode?: unknown };
  if (typeof code === "number") return code;
  return typeof statusCode === "number" ? statusCode : undefined;
}

/** The API server's own message; the client's exceptions carry it as JSON among headers. */
export function wordsOf(error: unknown): string {
  const { body } = (error ?? {}) as { readonly body?: unknown };
  const said = typeof body === "string" ? parsed(body) : body;
  const message = (said as { readonly message?: unknown } | null | undefined)?.message;
  if (typeof message === "string" && message !== "") return message;
  if (statusOf(error) === 401) return "Unauthorized";
  const name = (error as { readonly name?: unknown } | null)?.name;
  if (name === "AbortError" || name === "TimeoutError") return "it did not answer in time";
  return messageOf(error).split("\n")[0] ?? "";
}

/** Ignores errors that mean that the object is already gone. */
export function goneIsSuccess(error: unknown): void {
  if (statusOf(error) !== 404) throw error;
}

/** The error for a call that the API server refused or did not answer. */
export function apiError(what: string, server: string, error: unknown): LiveLoadError {
  const status = statusOf(error);
  const message =
    status === undefined
      ? `no Kubernetes API answers at ${server}: ${wordsOf(error)}`
      : `${what}: ${wordsOf(error)} (${status} from ${server})`;
  return new LiveLoadError("BACKEND_UNAVAILABLE", message, { hint: hintFor(status), cause: error });
}

function hintFor(status: number | undefined): string | undefined {
  if (status === undefined)
    return "check with `kubectl version` that it can be reached from here; KUBECONFIG selects another cluster";
  if (status === 401) return "the credentials in the kubeconfig are invalid or have expired: log in again";
  if (status === 403) return "the rights that a run needs are listed in docs/kubernetes.md";
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
