import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { V1ConfigMap } from "@kubernetes/client-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../base/clock.js";
import { connectKubernetes, type Kubernetes } from "../kubernetes-client.js";
import { parseKubernetesOptions } from "../kubernetes-options.js";
import { followObjects } from "./follow-objects.js";

/** Answers to a watch from an expired version: as an event of a 200, or as a status. */
const EXPIRED = { kind: "Status", status: "Failure", reason: "Expired", code: 410, message: "too old resource version: 1 (900)" };
const object = (name: string, resourceVersion: string): V1ConfigMap => ({
  metadata: { name, uid: `uid of ${name}`, resourceVersion },
});

describe("watched objects", () => {
  let server: Server;
  let kubernetes: Kubernetes;
  let folder: string;
  let answers: ((answer: ServerResponse) => void)[];
  let versions: (string | null)[];
  const stop = { signal: new AbortController() };
  beforeEach(async () => {
    stop.signal = new AbortController();
    [answers, versions] = [[], []];
    server = createServer((request, answer) => {
      versions.push(new URL(request.url ?? "", "http://x").searchParams.get("resourceVersion"));
      // A watch without changes stays open.
      (answers.shift() ?? ((open: ServerResponse) => open.writeHead(200).flushHeaders()))(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    folder = await mkdtemp(join(tmpdir(), "live-load-follow-"));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = {
      clusters: [{ name: "c", cluster: { server: url, "insecure-skip-tls-verify": true } }],
      users: [{ name: "u", user: { token: "t" } }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    };
    await writeFile(join(folder, "config"), JSON.stringify(config));
    kubernetes = await connectKubernetes(parseKubernetesOptions({ kubeconfig: join(folder, "config") }), {});
  });
  afterEach(async () => {
    stop.signal.abort();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  function follow(lists: readonly { readonly items: V1ConfigMap[]; readonly version: string }[]) {
    const [seen, troubles]: [string[], unknown[]] = [[], []];
    let asked = 0;
    const list = async () => {
      const { items, version } = lists[Math.min(asked, lists.length - 1)] ?? { items: [], version: "0" };
      asked += 1;
      return { items, metadata: { resourceVersion: version } };
    };
    const over = followObjects<V1ConfigMap>(
      {
        path: "/api/v1/configmaps",
        query: {},
        list,
        onPresent: ({ metadata }) => void seen.push(`+${metadata?.name}`),
        onGone: ({ metadata }) => void seen.push(`-${metadata?.name}`),
        onTrouble: (error) => void troubles.push(error),
      },
      { kubernetes, clock: systemClock, signal: stop.signal.signal },
    );
    return { seen, troubles, over };
  }

  it.each([
    ["as an event", (answer: ServerResponse) => void answer.end(`${JSON.stringify({ type: "ERROR", object: EXPIRED })}\n`)],
    ["as a status", (answer: ServerResponse) => void answer.writeHead(410).end(JSON.stringify(EXPIRED))],
  ])("are listed again when the server no longer has their version, told %s", async (_how, refuse) => {
    answers.push(refuse);
    const { seen, troubles } = follow([
      { items: [object("a", "1"), object("b", "1")], version: "1" },
      { items: [object("b", "900")], version: "900" },
    ]);
    await expect.poll(() => versions, { timeout: 30_000 }).toEqual(["1", "900"]);
    expect(seen).toEqual(["+a", "+b", "-a", "+b"]);
    expect(troubles).toEqual([]);
  });

  it("are watched from the last version on when the server ends a watch", async () => {
    const events = [
      { type: "ADDED", object: object("a", "6") },
      { type: "BOOKMARK", object: { metadata: { resourceVersion: "9" } } },
    ];
    answers.push((answer) => void answer.end(events.map((event) => `${JSON.stringify(event)}\n`).join("")));
    const { seen } = follow([{ items: [], version: "5" }]);
    await expect.poll(() => versions, { timeout: 30_000 }).toEqual(["5", "9"]);
    expect(seen).toEqual(["+a"]);
  });

  it("are requested again when a connection breaks, which is reported", async () => {
    answers.push((answer) => void answer.writeHead(200).write('{"type":"ADD', () => answer.destroy()));
    const { troubles } = follow([{ items: [], version: "5" }]);
    await expect.poll(() => versions, { timeout: 30_000 }).toEqual(["5", "5"]);
    expect(troubles).toHaveLength(1);
  });

  it("are no longer watched as soon as the signal aborts, even during a watch", async () => {
    const { over } = follow([{ items: [object("a", "1")], version: "1" }]);
    await expect.poll(() => versions, { timeout: 30_000 }).toEqual(["1"]);
    stop.signal.abort();
    await over;
  });
});
