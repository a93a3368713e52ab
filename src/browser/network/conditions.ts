import type { Protocol } from "devtools-protocol";
import type { NetworkConditions } from "../../scenario/authoring/network-options.js";

const BYTES_PER_KILOBIT = 125;
const UNLIMITED = -1;

/** The parameters of `Network.emulateNetworkConditions`. */
export function emulatedConditions(
  { downloadKbps, uploadKbps, latencyMs = 0 }: NetworkConditions,
  offline: boolean,
): Protocol.Network.EmulateNetworkConditionsRequest {
  return {
    offline,
    latency: latencyMs,
    downloadThroughput: downloadKbps === undefined ? UNLIMITED : downloadKbps * BYTES_PER_KILOBIT,
    uploadThroughput: uploadKbps === undefined ? UNLIMITED : uploadKbps * BYTES_PER_KILOBIT,
  };
}
