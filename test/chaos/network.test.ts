import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { noBrowser } from "../browser-available.js";
import { eventually } from "../e2e/command.js";
import { startTarget, type Target } from "../target/target.js";
import { startProxy, type TcpProxy } from "./tcp-proxy.js";
import { endOf, startTwoNodes } from "./two-nodes.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

let proxy: TcpProxy;
beforeEach(async () => {
  target.resetStats();
  proxy = await startProxy();
});
afterEach(() => proxy.close());

/** A free port. */
async function freePort(): Promise<number> {
  const other = await startProxy();
  await other.close();
  return other.port;
}

async function startThroughProxy(duration: string) {
  proxy.target = await freePort();
  const address = ["--listen", `127.0.0.1:${proxy.target}`, "--advertise", `127.0.0.1:${proxy.port}`];
  return startTwoNodes(target, "--duration", duration, ...address);
}

const pass = (ms: number) => {
  const from = performance.now();
  return eventually("time to pass", () => performance.now() - from > ms);
};

describe.skipIf(noBrowser)(`a network${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("that fails for less than the lease loses nothing and counts nothing twice", async () => {
    const run = await startThroughProxy("18s");
    proxy.cut();
    await pass(4000);
    proxy.mend();
    const { result, stderr, stdout } = await endOf(run);
    expect(stderr).toContain("is reachable again");
    // The result and the summary name the time and the nodes.
    for (const { disconnections = [] } of result.nodes) {
      expect(disconnections).toHaveLength(1);
      const [{ fromMs, toMs } = { fromMs: 0, toMs: 0 }] = disconnections;
      expect(toMs - fromMs).toBeGreaterThan(3900);
      expect(toMs).toBeLessThan(result.durationMs);
    }
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(/the controller had no contact with nodes? counter-\d.* from \S+ s to \S+ s/);
    expect(result.nodes.map(({ status }) => status)).toEqual(["finished", "finished"]);
    expect(result.counters.steps?.by["click #inc"]).toBe(target.stats().events.byName.inc);
  });

  it("that fails for longer than the lease ends the nodes, and the result names what is missing", async () => {
    const run = await startThroughProxy("1m");
    proxy.cut();
    const { code, result } = await endOf(run);
    expect(code).toBe(98);
    expect(result.verdict).toBe("inconclusive");
    expect(result.users.lost).toBe(2);
    expect(result.durationMs).toBeLessThan(45_000);
    expect(result.iterations.succeeded).toBeGreaterThan(0);
  });

  it("with unauthorized clients does not disturb a run", async () => {
    const run = await startThroughProxy("12s");
    const port = proxy.target;
    const garbage = Array.from({ length: 20 }, () => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {}).on("connect", () => socket.end(Buffer.alloc(50_000, 0x41)));
      return socket;
    });
    const strangers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => {
        const headers = { authorization: `Bearer ${"0".repeat(64)}`, "x-liveload-node": at % 2 === 0 ? "counter-1" : "nobody" };
        const socket = new WebSocket(`ws://127.0.0.1:${port}/agent`, { headers });
        return new Promise<number | undefined>((resolve) => {
          socket.on("unexpected-response", (_request, response) => resolve(response.statusCode));
          socket.on("error", () => resolve(undefined));
          socket.on("open", () => resolve(200));
        });
      }),
    );
    expect(new Set(strangers)).toEqual(new Set([401]));
    const { result } = await endOf(run);
    for (const socket of garbage) socket.destroy();
    expect(result.nodes.map(({ status }) => status)).toEqual(["finished", "finished"]);
    expect(result.counters.steps?.by["click #inc"]).toBe(target.stats().events.byName.inc);
  });
});
