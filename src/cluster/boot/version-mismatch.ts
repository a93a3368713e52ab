import { LiveLoadError } from "../../base/errors.js";
import { PROTOCOL_VERSION } from "../../protocol/version.js";
import type { Join } from "../nodes/node-vocabulary.js";

/** Why a node that joins cannot be understood by a controller of this version; `undefined` when it can. */
export function versionMismatch(node: string, join: Join, version: string): LiveLoadError | undefined {
  if (join.protocol === PROTOCOL_VERSION && join.version === version) return undefined;
  const message = `the node ${node} runs live-load ${join.version} (protocol ${join.protocol}), the controller ${version} (protocol ${PROTOCOL_VERSION})`;
  return new LiveLoadError("VERSION_MISMATCH", message, {
    hint: "use the same version of live-load on the nodes",
    details: { node },
  });
}
