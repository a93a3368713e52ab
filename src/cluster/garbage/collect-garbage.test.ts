import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import type { ClusterBackend, NodeRef } from "../backend.js";
import { collectGarbage } from "./collect-garbage.js";
import { RunLedger } from "./run-ledger.js";

const GONE = 2 ** 22 + 12_345;
let folder: string;
let ledger: RunLedger;
const clock = new FakeClock();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-load-gc-"));
  ledger = new RunLedger({ XDG_STATE_HOME: folder });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A platform with these nodes, by run; what is destroyed is gone unless it is stubborn. */
function platform(runs: Readonly<Record<string, number>>, stubborn: readonly string[] = []) {
  const refs: NodeRef[] = Object.entries(runs).map(([run, expiresAt]) => ({
    nodeId: `${run}-1`,
    id: run,
    labels: { "liveload.run": run, "liveload.expires": String(expiresAt) },
  }));
  const left = () => refs.map(({ id }) => id);
  const backend = {
    name: "fake",
    list: async (labels: Readonly<Record<string, string>>) =>
      refs.filter((ref) => Object.entries(labels).every(([key, value]) => ref.labels?.[key] === value)),
    destroyAll: async (run: string) => {
      if (!stubborn.includes(run)) refs.splice(0, refs.length, ...refs.filter(({ id }) => id !== run));
    },
  } as unknown as ClusterBackend;
  return {
    left,
    collect: async (more = {}) => {
      const known = (await ledger.runs()).filter((run) => run.backend === "fake");
      return collectGarbage({ backend, known, ledger, clock, dryRun: false, ...more });
    },
  };
}

const later = clock.wallTime() + 1e6;

describe("what runs have left behind", () => {
  it("is ended when its controller is gone, and kept while it is there", async () => {
    await ledger.write({ runId: "dead", pid: GONE, backend: "fake", expiresAt: later });
    await ledger.write({ runId: "alive", pid: process.pid, backend: "fake", expiresAt: later });
    const { left, collect } = platform({ dead: later, alive: later });
    expect((await collect()).map(({ runId, outcome }) => [runId, outcome])).toEqual([
      ["alive", "kept"],
      ["dead", "ended"],
    ]);
    expect(left()).toEqual(["alive"]);
    expect((await ledger.runs()).map(({ runId }) => runId)).toEqual(["alive"]);
  });

  it("is ended when its lifetime is over, whoever began it, and else left to the machine that it is from", async () => {
    const { left, collect } = platform({ old: clock.wallTime() - 1, foreign: later });
    const outcomes = Object.fromEntries((await collect()).map(({ runId, outcome }) => [runId, outcome]));
    expect(outcomes).toEqual({ old: "ended", foreign: "kept" });
    expect(left()).toEqual(["foreign"]);
  });

  it("is ended when it is named", async () => {
    const { left, collect } = platform({ foreign: later, other: later });
    expect(await collect({ runId: "foreign" })).toMatchObject([{ runId: "foreign", outcome: "ended", things: { node: 1 } }]);
    expect(left()).toEqual(["other"]);
  });

  it("is only told when that is what was asked for", async () => {
    const { left, collect } = platform({ old: 1 });
    expect(await collect({ dryRun: true })).toMatchObject([{ runId: "old", outcome: "found" }]);
    expect(left()).toEqual(["old"]);
  });

  it("stays in the ledger when it could not be ended", async () => {
    await ledger.write({ runId: "dead", pid: GONE, backend: "fake", expiresAt: later });
    const { collect } = platform({ dead: later }, ["dead"]);
    expect(await collect()).toMatchObject([{ outcome: "failed", reason: "1 of its nodes are still there" }]);
    expect(await ledger.runs()).toHaveLength(1);
  });

  it("of another backend is no business of this one", async () => {
    await ledger.write({ runId: "dead", pid: GONE, backend: "docker", expiresAt: later });
    expect(await platform({}).collect()).toEqual([]);
  });

  it("is reported when a platform never answers, whether to a list or a removal", async () => {
    const never = () => new Promise<never>(() => {});
    const list = async () => [{ nodeId: "n", id: "n", labels: { "liveload.run": "dead" } }];
    const ask = (backend: Partial<ClusterBackend>) => {
      const looked = collectGarbage({
        backend: backend as ClusterBackend,
        known: [],
        ledger,
        clock,
        runId: "dead",
        dryRun: false,
      });
      looked.catch(() => {});
      return looked;
    };
    const unlisted = ask({ list: never });
    const unremoved = ask({ list, destroyAll: never });
    await clock.advance(300_000);
    await expect(unlisted).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect(await unremoved).toMatchObject([
      { outcome: "failed", reason: expect.stringContaining("the platform to remove the run") },
    ]);
  });
});
