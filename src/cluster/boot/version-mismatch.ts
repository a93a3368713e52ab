import { LiveLoadError } from "../../base/errors.js";
import { PROTOCOL_VERSION } from "../../protocol/version.js";
import type { Join } from "../nodes/node-vocabulary.js";

/** The error for a node of another version of the package or the protocol; `undefined` if the versions match. */
export function versionMismatch(node: string, join: Join, version: string): LiveLoadError | undefined {
  if (join.protocol === PROTOCOL_VERSION && join.version === version) return undefined;
  const message = `the node ${node} runs live-load ${join.version} (protocol ${join.protocol}), the controller ${version} (protocol ${PROTOCOL_VERSION})`;
  return new LiveLoadError("VERSION_MISMATCH", message, {
    hint: "use the same version of live-load on the nodes",
    details: { node },
  });
}
