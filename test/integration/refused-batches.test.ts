import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packageVersion } from "../../src/base/package-version.js";
import { encodeBatch } from "../../src/protocol/batch-codec.js";
import type { RunResult } from "../../src/result/model.js";
import { encodeBlock } from "../../src/run/journal/journal-format.js";
import { resultOfJournal } from "../../src/run/journal/result-of-journal.js";
import { readLoadTest } from "../../src/run/load-test/read-load-test.js";
import { runLoadTest } from "../../src/run/load-test/run-load-test.js";
import { StopRequest } from "../../src/run/load-test/stop-request.js";
import type { RunEvent } from "../../src/run/run-events.js";
import type { SecondDelta } from "../../src/telemetry/delta.js";
import { type FakeAgent, FakeBackend } from "../contract/fake-agent.js";
import { runHost } from "../fixtures/run-host.js";

const SCENARIO = `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", run: (c) => c.halt() });`;
/** The backend of the test, whose nodes are objects in this process. */
const BACKEND = `export const createBackend = () => globalThis.backendOfTest;`;

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "live-load-refused-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** A one-minute run with three users on one node, and its messages. */
async function runWith(
  play: (agent: FakeAgent) => void,
): Promise<{ readonly result: RunResult; readonly told: string; readonly agent: FakeAgent }> {
  const backend = new FakeBackend(() => ({ version: packageVersion() }));
  Object.assign(globalThis, { backendOfTest: backend });
  await writeFile(join(cwd, "x.scenario.ts"), SCENARIO);
  await writeFile(join(cwd, "backend.mjs"), BACKEND);
  const events: RunEvent[] = [];
  const loadTest = await readLoadTest({
    files: [],
    layers: [{ origin: "code", values: { users: 3, duration: "60s", backend: join(cwd, "backend.mjs"), browser: "fake" } }],
    host: runHost(cwd),
    checkOptions: () => {},
  });
  const [outcome] = await runLoadTest(loadTest, {
    stop: new StopRequest(),
    onEvent: (event) => {
      events.push(event);
      if (event.type === "load-started") play(agentOf(backend));
    },
  });
  if (outcome?.result === undefined) throw outcome?.error ?? new Error("there is no result");
  const told = events.flatMap((event) => (event.type === "warning" ? [event.message] : [])).join("\n");
  return { result: outcome.result, told, agent: agentOf(backend) };
}

function agentOf(backend: FakeBackend): FakeAgent {
  const [agent] = backend.agents.values();
  if (agent === undefined) throw new Error("no node was made");
  return agent;
}

/** Seconds in each of which two iterations succeeded, with three users at work. */
function seconds(first: number, count: number): SecondDelta[] {
  return Array.from({ length: count }, (_, at) => ({
    second: first + at,
    histograms: new Map(),
    sickHistograms: new Map(),
    counters: new Map([["iterations", new Map([["succeeded", 2]])]]),
    gauges: new Map(),
    activeUsers: 3,
    sick: undefined,
    sickUsers: 0,
    busy: false,
  }));
}

function batch(agent: FakeAgent, seq: number, told: readonly SecondDelta[], nodeId = agent.nodeId): Uint8Array {
  return encodeBatch({ nodeId, epoch: agent.epoch, seq, seconds: told, failures: [], capped: [], customKinds: new Map() });
}

/** A batch whose last counter is negative. */
function spoiled(agent: FakeAgent): Uint8Array {
  const bytes = Buffer.from(batch(agent, 2, seconds(6, 3)));
  const two = Buffer.alloc(8);
  two.writeDoubleLE(2);
  bytes.writeDoubleLE(-2, bytes.lastIndexOf(two));
  return bytes;
}

describe("a node whose batch is rejected", () => {
  const wrong: readonly (readonly [string, (agent: FakeAgent) => Uint8Array, RegExp])[] = [
    ["has an impossible count", spoiled, /a counter is -2/],
    ["is cut short", (agent) => batch(agent, 2, seconds(6, 3)).subarray(0, 40), /malformed/],
    ["names another node", (agent) => batch(agent, 2, seconds(6, 3), "another-1"), /names another node, "another-1"/],
    ["repeats a second", (agent) => batch(agent, 2, seconds(5, 3)), /reports second 5 after second 5/],
    ["skips a number", (agent) => batch(agent, 3, seconds(6, 3)), /1\/3 where 1\/2 comes next/],
    ["is garbage", () => Buffer.from("garbage"), /malformed/],
  ];
  for (const [what, bad, why] of wrong) {
    it(`is ended, reported and counted as lost, and the run ends at once: a batch that ${what}`, async () => {
      const startedAtMs = performance.now();
      const { result, told, agent } = await runWith((node) => {
        node.connection?.sendBinary(batch(node, 1, seconds(0, 6)));
        node.connection?.sendBinary(bad(node));
      });
      // Far less than the one-minute load and the lease of 30 s.
      expect(performance.now() - startedAtMs).toBeLessThan(20_000);
      expect(told).toMatch(/was ended because it sent something invalid/);
      expect(told).toMatch(why);
      expect(result.verdict).toBe("inconclusive");
      expect(result.verdictReasons.map(({ code }) => code)).toContain("lost-load");
      expect(result.iterations).toMatchObject({ started: 15, succeeded: 12, abortedInfra: 3 });
      expect(result.users).toMatchObject({ requested: 3, lost: 3, succeeded: 0 });
      expect(result.nodes.map(({ status }) => status)).toEqual(["lost"]);
      expect(result.journal).toBe("incomplete");
      await expect(agent.join(true)).rejects.toThrow();
    });
  }

  it("is counted as lost even if it has said before that it has finished", async () => {
    const { result } = await runWith((node) => {
      node.connection?.sendBinary(batch(node, 1, seconds(0, 6)));
      node.finish(2);
      node.connection?.sendBinary(spoiled(node));
    });
    expect(result.users.lost).toBe(3);
    expect(result.verdict).toBe("inconclusive");
  });
});

describe("a journal with an impossible batch", () => {
  it("cannot be read, and says why", async () => {
    const good = await runWith((node) => {
      node.connection?.sendBinary(batch(node, 1, seconds(0, 6)));
      node.finish(1);
    });
    expect(good.result).toMatchObject({ journal: "complete", iterations: { succeeded: 12 } });
    const journal = await readFile(join(cwd, "liveload-report/journal"));
    const read = (bytes: Uint8Array) => resultOfJournal(bytes, { origin: "j", generatedAtMs: 0 });
    expect(read(journal)).toEqual({ ...good.result, generatedAt: new Date(0).toISOString() });
    const withMore = (bytes: Uint8Array) => Buffer.concat([journal, encodeBlock([{ type: "batch", bytes }])]);
    const unreadable = (message: RegExp) =>
      expect.objectContaining({ code: "RESULT_UNREADABLE", message: expect.stringMatching(message) });
    expect(() => read(withMore(spoiled(good.agent)))).toThrow(unreadable(/^j is damaged: .*a counter is -2/));
    expect(() => read(withMore(batch(good.agent, 3, seconds(9, 1), "nobody")))).toThrow(
      unreadable(/names another node, "nobody"/),
    );
    expect(read(withMore(batch(good.agent, 3, seconds(9, 1)))).iterations).toMatchObject({ succeeded: 14 });
  });
});
