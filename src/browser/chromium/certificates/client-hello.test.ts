import { createServer, type Socket } from "node:net";
import { connect } from "node:tls";
import { describe, expect, it } from "vitest";
import { readOpening } from "./client-hello.js";

/** The first bytes that Node.js sends with these protocols. */
async function helloWith(protocols: string[]): Promise<Buffer> {
  return new Promise((resolve) => {
    const server = createServer((socket: Socket) => {
      socket.once("data", (bytes) => {
        resolve(bytes);
        socket.destroy();
        server.close();
      });
    });
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { readonly port: number };
      const offered = protocols.length === 0 ? {} : { ALPNProtocols: protocols };
      connect({ port, host: "127.0.0.1", servername: "shop.test", ...offered }).on("error", () => {});
    });
  });
}

describe("the first bytes of a connection", () => {
  it("name the protocols that a client offers above TLS, once they are all there", async () => {
    const hello = await helloWith(["h2", "http/1.1"]);
    expect(readOpening(hello)).toEqual({ name: "hello", protocols: ["h2", "http/1.1"] });
    for (let length = 0; length < hello.length; length++)
      expect(readOpening(hello.subarray(0, length))).toEqual({ name: "incomplete" });
    expect(readOpening(await helloWith([]))).toEqual({ name: "hello", protocols: [] });
  });

  it("may be cut into several records", async () => {
    const hello = await helloWith(["http/1.1"]);
    const [first, second] = [hello.subarray(5, 50), hello.subarray(50)];
    const record = (part: Buffer) => Buffer.concat([Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part]);
    expect(readOpening(record(first))).toEqual({ name: "incomplete" });
    expect(readOpening(Buffer.concat([record(first), record(second)]))).toEqual({ name: "hello", protocols: ["http/1.1"] });
  });

  it("are told from other protocols, and from a hello that is damaged", async () => {
    expect(readOpening(Buffer.from("GET / HTTP/1.1\r\n"))).toEqual({ name: "no-tls" });
    expect(readOpening(Buffer.from([22, 3, 3, 0, 4, 2, 0, 0, 0]))).toEqual({ name: "no-tls" });
    expect(readOpening(Buffer.concat([Buffer.from([22, 3, 3, 0, 44, 1, 0, 0, 40]), Buffer.alloc(40, 255)]))).toEqual({
      name: "no-tls",
    });
  });
});
