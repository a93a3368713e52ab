import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import type { ClusterBackend, NodeRefusal } from "../backend.js";
import type { ClusterNode } from "../nodes/cluster-node.js";

/** Dependencies of {@link bootFailure}. */
export interface BootFailurePorts {
  readonly backend: ClusterBackend;
  readonly clock: Clock;
  readonly bootTimeoutMs: number;
}

const DIAGNOSE_TIMEOUT_MS = 5000;
/** Every line that the agent writes begins with this. */
const AGENT_LINE = /^\[watchdog\] /;
const FINAL = { final: true } as const;
const IMAGE_HINT = "build it with `npm run image`, or name another with --backend-option image=NAME";

/** The error for a node that did not join, with what the platform knows about it. */
export async function bootFailure(node: ClusterNode, error: unknown, ports: BootFailurePorts): Promise<LiveLoadError> {
  const { backend, clock, bootTimeoutMs } = ports;
  const asked = node.ref === undefined ? Promise.resolve(undefined) : backend.diagnose(node.ref);
  const wait = { clock, timeoutMs: DIAGNOSE_TIMEOUT_MS, what: "a diagnosis" };
  const diagnosis = await withDeadline(asked, wait).catch(() => undefined);
  const lines = diagnosis?.lastLines ?? [];
  const status = diagnosis?.status ?? "unknown to the platform";
  const details = { node: node.name, status, lastLines: [...lines] };
  const lastLine = lines.at(-1);
  const lastWords = lastLine === undefined ? "" : `; its last line was: ${lastLine}`;
  const isLate = isLiveLoadError(error, "DEADLINE_EXCEEDED");
  const what = isLate
    ? `the node ${node.name} did not join within ${bootTimeoutMs / 1000} s (${status})${lastWords}`
    : `${messageOf(error)}${lastWords}`;
  const code = isLate ? "CLUSTER_NODE_CREATION_TIMEOUT" : "CLUSTER_NODE_CREATION_FAILED";
  if (isForeign(backend, diagnosis?.lastLines, messageOf(error))) {
    return new LiveLoadError(
      code,
      `${what}; the image ${backend.image} does not seem to be LiveLoad's: its agent did not start`,
      {
        hint: IMAGE_HINT,
        details: { ...details, ...FINAL, option: "backendOptions.image", value: backend.image },
        cause: error,
      },
    );
  }
  const hint = isLate ? "poolOptions.bootTimeout gives it longer" : undefined;
  return new LiveLoadError(code, what, { hint, details, cause: error });
}

/** The error for a node that the platform refuses, and would refuse again. */
export function refused(node: string, reason: string, { option, hint }: NodeRefusal): LiveLoadError {
  const details = { node, ...FINAL, ...(option === undefined ? {} : { option }) };
  return new LiveLoadError("CLUSTER_NODE_CREATION_FAILED", `the node ${node} could not be created: ${reason}`, { hint, details });
}

/** True if another attempt would fail the same way. */
export function isRefusal(error: unknown): boolean {
  return error instanceof LiveLoadError && error.details.final === true;
}

/** True if the image did not run our agent. An agent that was killed before its first line looks the same. */
function isForeign(backend: ClusterBackend, lines: readonly string[] | undefined, why: string): boolean {
  if (backend.image === undefined || lines === undefined || /memory|evicted|deleted|disrupted/i.test(why)) return false;
  // A container that never ran has no lines either.
  return lines.length === 0 ? /exited \(exit code/.test(why) : !lines.some((line) => AGENT_LINE.test(line));
}

/** Rewords the error of a node without a browser: the image has none, not "this machine". */
export function withoutBrowser(error: unknown, { image }: ClusterBackend): unknown {
  if (!isLiveLoadError(error, "BROWSER_NOT_FOUND") || image === undefined) return error;
  const what = error.message.replace(" on this machine", "");
  const details = { ...error.details, option: "backendOptions.image", value: image };
  return new LiveLoadError("BROWSER_NOT_FOUND", `the image ${image} cannot run users: ${what}`, {
    hint: IMAGE_HINT,
    details,
    cause: error,
  });
}
