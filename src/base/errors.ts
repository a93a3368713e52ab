import { maskSecrets, maskSecretsIn } from "./secrets/mask-secrets.js";
import { boundedText } from "./wording/bounded-text.js";

/**
 * All codes of LiveLoad's own errors, each with a sentence for the documentation. The set is closed: a new kind of failure
 * needs a row here.
 */
export const ERROR_CODES = {
  INVALID_OPTION:
    "An option has a wrong value. Reported before anything starts; names the option, the value and what is allowed.",
  SCENARIO_FILE_NOT_FOUND: "No file exists at the path or pattern given for a scenario.",
  SCENARIO_LOAD_FAILED: "The scenario's module could not be bundled or loaded, or exports no scenario.",
  CONFIG_FAILED: "The scenario's `config` or `throttles` threw.",
  SETUP_FAILED: "The scenario's `setup` threw, took too long, or returned something that is not JSON-serializable.",
  SCENARIO_ALREADY_RUNNING: "A scenario of this name is already running in this process.",
  NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES: "The load needs more nodes than are allowed. The first node was deleted again.",
  NODE_TOO_SMALL: "Not even one user fits on a node.",
  CLUSTER_NODE_CREATION_TIMEOUT: "A node did not join within its boot timeout, after all attempts.",
  CLUSTER_NODE_CREATION_FAILED: "A node could not be created, or ended before it joined, after all attempts.",
  BACKEND_UNAVAILABLE: "The platform of the backend does not answer, lacks something that a run needs, or does not allow it.",
  LISTEN_FAILED: "The controller could not listen on its address.",
  NODE_LOST: "A node that had joined, or its runner, exited by itself, or was not heard from for the time of its lease.",
  CONTROLLER_FAILED: "The controller in the cluster could not be started, or ended before its run did.",
  CLUSTER_NAME_INVALID: "The scenario's name cannot be turned into a valid resource name.",
  BROWSER_NOT_FOUND: "A node has no browser that LiveLoad can use.",
  BROWSER_FAILED: "The browser could not be started, or exited unexpectedly.",
  PAGE_UNREACHABLE: "The page that a scenario was to be written for did not answer, or answered with an error.",
  VERSION_MISMATCH: "A node runs another version of the package or the protocol.",
  RUN_NOT_FOUND: "No run that is under way matches the output folder or id, or several do.",
  CHANGE_REFUSED: "A run cannot be changed in that way: it is not in its load, is ending, or has no room for it.",
  OUTPUT_FOLDER_IN_USE: "The output folder belongs to a running load test, or was not created by LiveLoad.",
  RESULT_UNREADABLE: "A result or journal could not be read.",
  RESULT_UNWRITABLE: "The result of a run could not be written.",
  FOLDER_NOT_WRITABLE: "The output folder, the state folder or the folder for temporary files cannot be written.",
  CHANNEL_CLOSED: "The connection to the other side was closed before it answered.",
  CHANNEL_PROTOCOL: "The other side sent something that is not part of the protocol.",
  UNKNOWN_METHOD: "The other side does not know the method of a request.",
  DEADLINE_EXCEEDED: "Something did not happen within its time limit.",
  ABORTED: "Stopped on request.",
  INTERNAL: "A defect in LiveLoad.",
} as const satisfies Record<string, string>;

/** The code of a {@link LiveLoadError}. docs/errors.md explains each one. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Properties of a {@link LiveLoadError} beside its code and message. */
export interface LiveLoadErrorOptions {
  /** What the user can do about it, in a sentence. */
  readonly hint?: string | undefined;
  /** The error that caused it. */
  readonly cause?: unknown;
  /** The facts in the message, by name. Plain JSON only, because they are sent between processes. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** The error class of LiveLoad. The message says what failed. */
export class LiveLoadError extends Error {
  override readonly name = "LiveLoadError";
  /** The kind of failure; see docs/errors.md. */
  readonly code: ErrorCode;
  /** What you can do about it, in a sentence. */
  readonly hint: string | undefined;
  /** The facts in the message, by name, such as `option` and `value`. Plain JSON. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: LiveLoadErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }
}

/** Whether `value` is a {@link LiveLoadError}, and has the code if one is given. */
export function isLiveLoadError(value: unknown, code?: ErrorCode): value is LiveLoadError {
  return value instanceof LiveLoadError && (code === undefined || value.code === code);
}

/** A message for any thrown value. A bare `null` or number would explain nothing, so the message says that it was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  if (typeof thrown === "string" && thrown.trim() !== "") return thrown;
  const text = typeof thrown === "string" ? JSON.stringify(thrown) : textOf(thrown);
  return typeof thrown === "object" && thrown !== null ? text : `threw ${text} instead of an error`;
}

function textOf(thrown: unknown): string {
  if (typeof thrown === "function") return "a function";
  return hasNoText(thrown) ? jsonOf(thrown) : String(thrown);
}

/** Whether an object's text would be `[object Object]`, or cannot be made. */
function hasNoText(thrown: unknown): thrown is object {
  if (typeof thrown !== "object" || thrown === null) return false;
  return typeof thrown.toString !== "function" || thrown.toString === Object.prototype.toString;
}

/** The object as JSON; for cycles and big integers, which JSON cannot express, the names of its properties. */
function jsonOf(thrown: object): string {
  try {
    return JSON.stringify(thrown);
  } catch {
    return `an object with ${Object.keys(thrown).join(", ")}`;
  }
}

/** Code and message of an error on one line: `NODE_TOO_SMALL: not even one user fits …`. */
export function errorLine(thrown: unknown): string {
  return `${thrown instanceof LiveLoadError ? thrown.code : "INTERNAL"}: ${messageOf(thrown)}`;
}

/** The stack of any thrown value; `undefined` when it is not an error. */
export function stackOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.stack : undefined;
}

/** An error as it is sent between processes. `stack` is that of the user's own code. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly stack?: string | undefined;
}

/** Maximum lengths of an error's texts on the wire: a scenario may throw megabytes, and the size of a message is limited. */
const MAX_LENGTHS = { message: 8000, stack: 16_000, detailsLength: 256 * 1024 };

/**
 * Converts any thrown value for sending: with secrets masked and long texts cut. Anything but a {@link LiveLoadError} becomes
 * `INTERNAL`.
 */
export function toWireError(thrown: unknown): WireError {
  return maskSecretsIn(boundedError(thrown));
}

function boundedError(thrown: unknown): WireError {
  if (!(thrown instanceof LiveLoadError)) {
    return { code: "INTERNAL", message: boundedText(messageOf(thrown), MAX_LENGTHS.message), stack: boundedStack(thrown) };
  }
  const { code, hint, details, cause } = thrown;
  return {
    code,
    message: boundedText(thrown.message, MAX_LENGTHS.message),
    hint: hint === undefined ? undefined : boundedText(hint, MAX_LENGTHS.message),
    details: JSON.stringify(details).length > MAX_LENGTHS.detailsLength ? undefined : details,
    stack: boundedStack(cause),
  };
}

function boundedStack(thrown: unknown): string | undefined {
  const stack = stackOf(thrown);
  return stack === undefined ? undefined : boundedText(stack, MAX_LENGTHS.stack);
}

/** The error with secrets masked in its message, hint, details and stack. Its cause is masked where it is written. */
export function withoutSecrets(error: LiveLoadError): LiveLoadError {
  const { code, message, hint, details, cause, stack } = error;
  const masked = new LiveLoadError(code, maskSecrets(message), { ...maskSecretsIn({ hint, details }), cause });
  if (stack !== undefined) masked.stack = maskSecrets(stack);
  return masked;
}

/** Converts a {@link WireError} back. The stack from the other side becomes that of the cause. */
export function fromWireError(wire: WireError): LiveLoadError {
  let cause: Error | undefined;
  if (wire.stack !== undefined) {
    cause = new Error(wire.message);
    cause.stack = wire.stack;
  }
  return new LiveLoadError(wire.code, wire.message, { hint: wire.hint, details: wire.details, cause });
}
