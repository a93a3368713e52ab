import type { LivePart } from "./live-part.js";

/** Pages without LiveView. */
export function NO_LIVE_PART(): LivePart {
  return {
    ready: () => {},
    event: () => {},
    leaving: () => {},
    isConnected: (root) => root.classList.contains("phx-connected"),
    isIdle: () => true,
  };
}
