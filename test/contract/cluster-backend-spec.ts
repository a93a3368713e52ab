import { systemClock } from "../../src/base/clock.js";
import { newSecretText } from "../../src/base/ids.js";
import { Secret } from "../../src/base/secrets/secret.js";
import type { NodeSpec } from "../../src/cluster/backend.js";

/** Behaviour of the tiny agent. */
export type TinyMode = "wait" | "stubborn" | "exit-3" | "tell";

/** The spec of a test's node. */
export function specOf(runId: string, nodeId: string, mode: TinyMode): NodeSpec {
  const expiresAt = systemClock.wallTime() + 600_000;
  return {
    nodeId,
    secret: new Secret(newSecretText()),
    argv: ["--run", runId, mode],
    env: { LIVELOAD_NODE: `${runId}/${nodeId}` },
    labels: { "liveload.run": runId, "liveload.expires": String(expiresAt), "liveload.node": nodeId },
    expiresAt,
  };
}
