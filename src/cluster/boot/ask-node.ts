import { isLiveLoadError, LiveLoadError } from "../../base/errors.js";
import type { BrowserDescription, NodeResources } from "../../protocol/resources.js";
import type { ClusterBackend } from "../backend.js";
import type { ClusterNode } from "../nodes/cluster-node.js";
import { withoutBrowser } from "./boot-failure.js";
import type { CheckedClusterOptions } from "./check-cluster-options.js";

const DESCRIBE_TIMEOUT_MS = 60_000;
const NO_ROOM_FOR_A_BROWSER = "too little memory for a browser, most likely: the warnings above say more";
const TOO_MANY_USERS = "too many users for its CPU and memory, most likely: the warnings above say more; try fewer";

/** The actual resources of a node that has joined. */
export function resourcesOf({ resources }: ClusterNode): NodeResources {
  if (resources === undefined) throw new LiveLoadError("INTERNAL", "a joined node has no resources");
  return resources;
}

/** Makes a node find its browser and report the cost of a user; measured figures replace the reported ones. */
export async function describe(
  node: ClusterNode,
  { browser, figures }: CheckedClusterOptions,
  { signal, backend }: { readonly signal: AbortSignal; readonly backend: ClusterBackend },
): Promise<BrowserDescription> {
  const ask = () => node.connection.request("runner.describe", browser, { timeoutMs: DESCRIBE_TIMEOUT_MS, signal });
  const described = await named(node, ask).catch((error: unknown) => {
    throw withoutBrowser(error, backend);
  });
  node.browser = { ...described, ...figures };
  return node.browser;
}

/** Asks a node what a user without a browser costs; measured figures replace the reported ones. */
export async function describeBackground(
  node: ClusterNode,
  { backgroundFigures }: CheckedClusterOptions,
  signal: AbortSignal,
): Promise<BrowserDescription> {
  const params = { connection: "protocol", headed: false };
  const limits = { timeoutMs: DESCRIBE_TIMEOUT_MS, signal };
  const described = await named(node, () => node.connection.request("runner.describe", params, limits));
  return { ...described, ...backgroundFigures };
}

/** Adds the name of the node to errors that come from it. */
export async function named<T>(node: ClusterNode, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isLiveLoadError(error)) throw error;
    const { code, message, hint, cause, details } = isLiveLoadError(error, "CHANNEL_CLOSED")
      ? (node.trouble ?? lostRunner(node, error))
      : error;
    throw new LiveLoadError(code, message, { hint, cause, details: { ...details, node: node.name } });
  }
}

/** The error for a node whose watchdog is alive but whose runner has exited. */
function lostRunner(node: ClusterNode, cause: LiveLoadError): LiveLoadError {
  return new LiveLoadError("NODE_LOST", `the node ${node.name} ended before it was ready: ${cause.message}`, {
    hint: node.share.users.count === 0 ? NO_ROOM_FOR_A_BROWSER : TOO_MANY_USERS,
    cause,
  });
}
