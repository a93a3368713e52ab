import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fixtures/fake-clock.js";
import { NODE_RESOURCES_SAMPLE } from "../../test/fixtures/watchdog-bench.js";
import { Secret } from "../base/secrets/secret.js";
import type { BrowserDescription } from "../protocol/resources.js";
import { NO_LISTENERS } from "./boot/default-ports.js";
import { carriedBy, growCluster } from "./cluster-growth.js";
import { ClusterNode } from "./nodes/cluster-node.js";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const PROTOCOL: BrowserDescription = {
  connection: "protocol",
  executablePath: "",
  version: "1",
  browserContextsPerCore: 500,
  browserMemoryUsageBytes: 100 * MIB,
  contextMemoryUsageBytes: MIB,
  cannotMeasure: [],
};
const BROWSER: BrowserDescription = {
  ...PROTOCOL,
  connection: "chromium",
  browserContextsPerCore: 10,
  contextMemoryUsageBytes: 50 * MIB,
};

/** A running node, or a further process of one, with these users. */
function running(
  name: string,
  users: number,
  made: { readonly browser: BrowserDescription; readonly host?: ClusterNode },
): ClusterNode {
  const { browser, host } = made;
  const node = new ClusterNode({
    name,
    ...(host === undefined ? {} : { host }),
    secret: new Secret("s"),
    clock: new FakeClock(),
    version: "1",
    leaseMs: 30_000,
    renewEveryMs: 3000,
    events: NO_LISTENERS,
  });
  node.resources = { ...NODE_RESOURCES_SAMPLE, cpus: 4, memoryBytes: 16 * GIB, availableMemoryBytes: 16 * GIB };
  node.browser = browser;
  node.share = { users: { first: 1, count: users }, ordinals: { offset: 0, stride: 1 } };
  for (const status of ["joined", "ready", "running"] as const) node.become(status);
  return node;
}

function grow(nodes: readonly ClusterNode[], users: number, singleNode = true) {
  const warnings: string[] = [];
  const all = growCluster({ users, nodes, everyone: nodes, singleNode, onWarning: (message) => void warnings.push(message) });
  return { all, warnings };
}

describe("a cluster that grows", () => {
  it("warns of more users without a browser than the processes that the run began with carry", () => {
    const node = running("shop-1", 100, { browser: PROTOCOL });
    expect(carriedBy([node])).toBe(500);
    expect(grow([node], 400)).toEqual({ all: 400, warnings: [] });
    expect(grow([node], 2000)).toEqual({
      all: 2000,
      warnings: [expect.stringMatching(/^2,000 users are more than the 500 that the 1 process of this run is sized for: /)],
    });
    expect(node.users).toBe(2000);
    const host = running("shop-1", 300, { browser: PROTOCOL });
    const both = [host, running("shop-1-2", 300, { browser: PROTOCOL, host })];
    expect(grow(both, 1500).warnings).toEqual([
      expect.stringMatching(/^1,500 users are more than the 1,000 that the 2 processes of this run are sized for: /),
    ]);
  });

  it("refuses what the only machine has no memory for, and warns of more users in browsers than it is sized for", () => {
    const protocol = running("shop-1", 100, { browser: PROTOCOL });
    expect(() => grow([protocol], 50_000)).toThrow(expect.objectContaining({ code: "CHANGE_REFUSED" }));
    expect(protocol.users).toBe(100);
    expect(grow([running("shop-1", 10, { browser: BROWSER })], 100).warnings).toEqual([
      expect.stringMatching(/^100 users are more than the 40 that this machine is sized for/),
    ]);
  });

  it("is refused more users than its nodes carry, and tells every node which ids it adds", () => {
    const nodes = [running("shop-1", 10, { browser: BROWSER }), running("shop-2", 10, { browser: BROWSER })];
    expect(() => grow(nodes, 100, false)).toThrow(
      expect.objectContaining({ code: "CHANGE_REFUSED", details: { users: 100, most: 80 } }),
    );
    expect(grow(nodes, 30, false)).toEqual({ all: 30, warnings: [] });
    expect(nodes.map(({ added }) => added.map(({ users }) => users))).toEqual([
      [{ first: 21, count: 5 }],
      [{ first: 26, count: 5 }],
    ]);
  });
});
