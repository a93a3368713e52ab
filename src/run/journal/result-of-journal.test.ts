import { expect, it } from "vitest";
import { factsOf, SecondBuilder } from "../../../test/fixtures/results/synthetic-run.js";
import { constantUsers } from "../../load/closed-plan.js";
import { encodeBatch } from "../../protocol/batch-codec.js";
import { encodeBlock, journalHead } from "./journal-format.js";
import { factsNote } from "./journal-note.js";
import { resultOfJournal } from "./result-of-journal.js";

const planOf = (users: number) => constantUsers({ users, durationMs: 10_000, rampUpMs: 0 });

function batchOf(nodeId: string, activeUsers: number, iterations: number, at = 0) {
  const second = new SecondBuilder(at);
  second.activeUsers = activeUsers;
  second.count("iterations", "succeeded", iterations);
  const bytes = encodeBatch({
    nodeId,
    epoch: 1,
    seq: 1,
    seconds: [second.build()],
    failures: [],
    capped: [],
    customKinds: new Map(),
  });
  return { type: "batch" as const, bytes };
}

it("a journal of a controller that died keeps background users apart, and counts both kinds as lost", () => {
  const nodes = (name: string, users: number) => [{ name, status: "finished" as const, users }];
  const facts = factsOf({ seconds: 10, nodes: 1, users: 2 }, { nodes: nodes("n", 2) });
  const { users, plannedLoad } = factsOf({ seconds: 10, nodes: 1, users: 30 });
  const background = { users, nodes: nodes("n-crowd-1", 30), plannedLoad, lostLoad: 0, notMeasured: ["web_vital_lcp"] };
  const plans = { plan: planOf(2), backgroundPlan: planOf(30) };
  const note = factsNote({ ...facts, background }, plans, { isFinal: false });
  const records = [{ type: "note" as const, note }, batchOf("n", 2, 5), batchOf("n-crowd-1", 30, 70)];
  const result = resultOfJournal(Buffer.concat([journalHead(), encodeBlock(records)]), { origin: "journal", generatedAtMs: 0 });
  expect(result.iterations).toMatchObject({ started: 7, succeeded: 5, abortedInfra: 2 });
  expect(result.background?.iterations).toMatchObject({ started: 100, succeeded: 70, abortedInfra: 30 });
  expect(result.background?.users).toMatchObject({ requested: 30, lost: 30 });
  expect(result.background?.nodes).toMatchObject([{ name: "n-crowd-1", status: "lost", lost: { heardUntilMs: 1000 } }]);
  expect(result.background?.notMeasured).toEqual(["web_vital_lcp"]);
  const reasons = result.verdictReasons.filter(({ code }) => code === "lost-load").map(({ message }) => message);
  expect(reasons).toHaveLength(2);
  expect(reasons[1]).toMatch(/^background users: 90 %/);
});

it("a journal keeps how long each kind of users was there, and finds it out when the controller died", () => {
  const facts = factsOf({ seconds: 10, nodes: 1, users: 2 }, { durationMs: 10_000, ownDurationMs: 3200 });
  const { ownDurationMs: _own, ...background } = factsOf({ seconds: 10, nodes: 1, users: 9, nameOf: () => "crowd" });
  const plans = { plan: planOf(2), backgroundPlan: planOf(9) };
  const read = (isFinal: boolean) => {
    const { ownDurationMs: _unknown, ...atStart } = facts;
    const note = factsNote({ ...(isFinal ? facts : atStart), background }, plans, { isFinal });
    const records = [{ type: "note" as const, note }, batchOf("shop-1", 2, 5, 2), batchOf("crowd", 9, 70, 7)];
    return resultOfJournal(Buffer.concat([journalHead(), encodeBlock(records)]), { origin: "journal", generatedAtMs: 0 });
  };
  expect(read(true)).toMatchObject({ durationMs: 10_000, ownDurationMs: 3200 });
  expect(read(false)).toMatchObject({ durationMs: 8000, ownDurationMs: 3000 });
  expect(read(false).background).not.toHaveProperty("ownDurationMs");
});
