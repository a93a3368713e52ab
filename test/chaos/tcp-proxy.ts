import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** A network connection that can be cut. */
export interface TcpProxy {
  readonly port: number;
  /** The target port; may be set after the proxy has a port of its own. */
  target: number;
  /** Ends every connection, and accepts no new one until it is restored. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Forwards bytes to a local port. */
export async function startProxy(): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let target = 0;
  const server = createServer((near) => {
    const far = isCut ? undefined : connect(target, "127.0.0.1");
    if (far === undefined) {
      near.destroy();
      return;
    }
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get target() {
      return target;
    },
    set target(port) {
      target = port;
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
