import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

/** Passes on everything between two connections, and ends each as the other ends. */
export function joinSockets(one: Duplex, other: Duplex): void {
  follow(one, other);
  follow(other, one);
  one.pipe(other);
  other.pipe(one);
}

/** When `first` is gone, so is `second`: after its last bytes if `first` came to a regular end. */
function follow(first: Duplex, second: Duplex): void {
  let isReset = false;
  first.once("error", (error: NodeJS.ErrnoException) => {
    isReset = error.code === "ECONNRESET";
  });
  first.once("close", () => {
    if (first.readableEnded) second.end();
    else if (isReset && second instanceof Socket && !(second instanceof TLSSocket)) second.resetAndDestroy();
    else second.destroy();
  });
  // It may be gone already.
  if (first.destroyed) second.destroy();
}
