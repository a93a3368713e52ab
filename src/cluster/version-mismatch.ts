import { LiveLoadError } from "../base/errors.js";
import { PROTOCOL_VERSION } from "../protocol/version.js";
import type { Join } from "./node-vocabulary.js";

/** The error for a node whose package is not the controller's; `undefined` when it is. */
export function versionMismatch(node: string, join: Join, version: string): LiveLoadError | undefined {
  if (join.protocol === PROTOCOL_VERSION && join.version === version) return undefined;
  return new LiveLoadError(
    "VERSION_MISMATCH",
    `the node ${node} runs live-load ${join.version} (protocol ${join.protocol}), the controller ${version} (protocol ${PROTOCOL_VERSION})`,
    { hint: "use the same version of live-load on the nodes", details: { node } },
  );
}
