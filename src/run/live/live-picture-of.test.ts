import { expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { SecondBuilder } from "../../../test/fixtures/results/synthetic-run.js";
import { constantUsers } from "../../load/closed-plan.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import type { RunState } from "../phases/run-state.js";
import { livePictureOf } from "./live-picture-of.js";

const SIGNATURE = "step · navigate /shop";

/** The users on one node, of whom one has failed. */
function failing(node: string): RunAggregate {
  const aggregate = new RunAggregate();
  aggregate.addSeconds(node, [new SecondBuilder(0).build()]);
  const sample = { category: "step", message: "navigate /shop failed" };
  aggregate.addFailures(node, [{ signature: SIGNATURE, category: "step", count: 1, firstOffsetMs: 1, sample }]);
  return aggregate;
}

it("shows users of each kind the evidence of their own nodes", () => {
  const plan = constantUsers({ users: 1, durationMs: 10_000, rampUpMs: 0 });
  const kept = ["n-crowd-1", "n"].map((node) => {
    return { signature: SIGNATURE, node, userId: 1, iteration: 1, offsetMs: 1, record: `artifacts/evidence/${node}/record.json` };
  });
  const nodeOf = (name: string) => ({ name, status: "running", isReachable: true, users: 1 });
  const state = {
    aggregate: failing("n"),
    background: failing("n-crowd-1"),
    load: { plan, users: 1, changes: [] },
    backgroundLoad: { plan, users: 1, changes: [] },
    loaded: { scenario: { name: "shop" }, options: { values: { thresholds: [] } } },
    ports: { host: { clock: new FakeClock() } },
    hasCluster: true,
    cluster: { nodes: [nodeOf("n")], crowd: [nodeOf("n-crowd-1")] },
    evidence: { kept },
    ends: {},
  };
  const { failures, background } = livePictureOf(state as unknown as RunState);
  const shown = [failures, background?.failures].map((all) => all?.map(({ evidence }) => evidence?.map(({ node }) => node)));
  expect(shown).toEqual([[["n"]], [["n-crowd-1"]]]);
});
