import { maskSecrets, maskSecretsIn } from "./secrets/mask-secrets.js";
import { boundedText } from "./wording/bounded-text.js";

/**
 * Every code that LiveLoad's own errors carry. Closed: a new failure gets a row here, and so a place in the docs.
 * The value is one sentence for the documentation.
 */
export const ERROR_CODES = {
  INVALID_OPTION: "A bad option, before anything starts; names the option, the value and what is allowed.",
  SCENARIO_FILE_NOT_FOUND: "No file at the path or pattern given for a scenario.",
  SCENARIO_LOAD_FAILED: "The scenario's module could not be bundled or loaded, or exports no scenario.",
  CONFIG_FAILED: "The scenario's `config` or `throttles` threw.",
  SETUP_FAILED: "The scenario's `setup` threw, took too long, or returned what is no JSON.",
  SCENARIO_ALREADY_RUNNING: "A scenario of this name is running in this process already.",
  NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES: "The load needs more nodes than are allowed; the first node is gone again.",
  NODE_TOO_SMALL: "Not even one user fits on a node.",
  CLUSTER_NODE_CREATION_TIMEOUT: "A node did not join within its boot timeout, after all attempts.",
  CLUSTER_NODE_CREATION_FAILED: "A node could not be created, or ended before it joined, after all attempts.",
  BACKEND_UNAVAILABLE: "The backend's platform does not answer, lacks something that a run needs, or does not allow it.",
  LISTEN_FAILED: "The controller could not listen on its address.",
  NODE_LOST: "A node that had joined, or its runner, ended by itself, or has not been heard of for the time of its lease.",
  CONTROLLER_FAILED: "The controller in the cluster could not be started, or ended before its run did.",
  CLUSTER_NAME_INVALID: "No valid resource name can be made of the scenario's name.",
  BROWSER_NOT_FOUND: "A node has no browser that LiveLoad can use.",
  BROWSER_FAILED: "The browser could not be started or ended by itself.",
  VERSION_MISMATCH: "A node runs another version of the package or the protocol.",
  OUTPUT_FOLDER_IN_USE: "The output folder belongs to a run that is under way, or was not made by LiveLoad.",
  RESULT_UNREADABLE: "A result or journal could not be read.",
  RESULT_UNWRITABLE: "The result of a run could not be written.",
  FOLDER_NOT_WRITABLE: "The output folder, the state folder or the folder for temporary files cannot be written.",
  CHANNEL_CLOSED: "The connection to the other side ended before it answered.",
  CHANNEL_PROTOCOL: "The other side sent something that is not part of the protocol.",
  UNKNOWN_METHOD: "The other side does not know the request.",
  DEADLINE_EXCEEDED: "Something did not happen in its time.",
  ABORTED: "Stopped on request.",
  INTERNAL: "A defect in LiveLoad.",
} as const satisfies Record<string, string>;

/** A code of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** What a {@link LiveLoadError} carries beside its message. */
export interface LiveLoadErrorOptions {
  /** What to do about it, one sentence. */
  readonly hint?: string | undefined;
  /** What led to it. */
  readonly cause?: unknown;
  /** The facts behind the message, by name; plain JSON values only, so that they can cross the wire. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** The one error class of LiveLoad: a closed code, what failed, and a hint at what to do. */
export class LiveLoadError extends Error {
  override readonly name = "LiveLoadError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: LiveLoadErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }
}

/** Whether `value` is a {@link LiveLoadError}, with the given code when one is named. */
export function isLiveLoadError(value: unknown, code?: ErrorCode): value is LiveLoadError {
  return value instanceof LiveLoadError && (code === undefined || value.code === code);
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  return hasNoText(thrown) ? jsonOf(thrown) : String(thrown);
}

/** Such an object is `[object Object]` as a text, or cannot be made one. */
function hasNoText(thrown: unknown): thrown is object {
  if (typeof thrown !== "object" || thrown === null) return false;
  return typeof thrown.toString !== "function" || thrown.toString === Object.prototype.toString;
}

/** Cycles, and numbers that JSON has no form for, leave the names of the properties. */
function jsonOf(thrown: object): string {
  try {
    return JSON.stringify(thrown);
  } catch {
    return `an object with ${Object.keys(thrown).join(", ")}`;
  }
}

/** An error's code and message, as one line that can be looked up: `NODE_TOO_SMALL: not even one user fits …`. */
export function errorLine(thrown: unknown): string {
  return `${thrown instanceof LiveLoadError ? thrown.code : "INTERNAL"}: ${messageOf(thrown)}`;
}

/** The stack of whatever was thrown, where it has one. */
export function stackOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.stack : undefined;
}

/** An error as it crosses the wire: code, message, hint, details and, for the user's own code, the stack. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly stack?: string | undefined;
}

/** The longest texts of an error on the wire: a scenario may throw megabytes, and the channel takes only so much at once. */
const LONGEST = { message: 8000, stack: 16_000, detailsLength: 256 * 1024 };

/**
 * Turns whatever was thrown into its wire form, without secrets and with long texts cut; what is not a {@link LiveLoadError}
 * becomes `INTERNAL`.
 */
export function toWireError(thrown: unknown): WireError {
  return maskSecretsIn(boundedError(thrown));
}

function boundedError(thrown: unknown): WireError {
  if (!(thrown instanceof LiveLoadError)) {
    return { code: "INTERNAL", message: boundedText(messageOf(thrown), LONGEST.message), stack: boundedStack(thrown) };
  }
  const { code, hint, details, cause } = thrown;
  return {
    code,
    message: boundedText(thrown.message, LONGEST.message),
    hint: hint === undefined ? undefined : boundedText(hint, LONGEST.message),
    details: JSON.stringify(details).length > LONGEST.detailsLength ? undefined : details,
    stack: boundedStack(cause),
  };
}

function boundedStack(thrown: unknown): string | undefined {
  const stack = stackOf(thrown);
  return stack === undefined ? undefined : boundedText(stack, LONGEST.stack);
}

/** The error without secrets: message, hint and details; stacks are masked where they are written. */
export function withoutSecrets(error: LiveLoadError): LiveLoadError {
  const { code, message, hint, details, cause, stack } = error;
  const masked = new LiveLoadError(code, maskSecrets(message), { ...maskSecretsIn({ hint, details }), cause });
  if (stack !== undefined) masked.stack = maskSecrets(stack);
  return masked;
}

/** The error that a {@link WireError} stands for; the far side's stack becomes the cause's stack. */
export function fromWireError(wire: WireError): LiveLoadError {
  let cause: Error | undefined;
  if (wire.stack !== undefined) {
    cause = new Error(wire.message);
    cause.stack = wire.stack;
  }
  return new LiveLoadError(wire.code, wire.message, { hint: wire.hint, details: wire.details, cause });
}
