import { watchLongPolling } from "./long-polling.js";
import { hideReplaced } from "./natives.js";
import { watchSockets } from "./sockets.js";

let isFollowed = false;

/** Follows the client of LiveView. To be called when the document has views: all others stay as they are. */
export function followClient(): void {
  if (isFollowed) return;
  isFollowed = true;
  watchSockets();
  watchLongPolling();
  hideReplaced();
}
