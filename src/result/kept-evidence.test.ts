import { describe, expect, it } from "vitest";
import { factsOf, SecondBuilder } from "../../test/fixtures/results/synthetic-run.js";
import type { FailureDelta } from "../telemetry/delta.js";
import { buildResult } from "./build-result.js";
import { chosenEvidence, type KeptEvidence } from "./kept-evidence.js";
import { RunAggregate } from "./run-aggregate.js";

const at = (offsetMs: number, node = "n") => ({ offsetMs, node });

describe("which evidence is kept", () => {
  it.each([
    [[5], [5]],
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
    [
      [0, 1, 3, 7, 15, 31, 63],
      [0, 31, 63],
    ],
    [
      [9, 0, 4],
      [0, 4, 9],
    ],
  ])("of %j is the first, the last and what is nearest to the middle", (offsets, kept) => {
    const chosen = chosenEvidence(
      offsets.map((offset) => at(offset)),
      () => false,
    );
    expect(chosen.map(({ offsetMs }) => offsetMs)).toEqual(kept);
  });

  it("is of healthy nodes before sick ones", () => {
    const all = [at(0, "sick"), at(1, "sick"), at(2, "well"), at(3, "sick"), at(4, "well")];
    const chosen = chosenEvidence(all, ({ node }) => node === "sick");
    expect(chosen.map(({ offsetMs }) => offsetMs)).toEqual([2, 4, 0]);
    expect(chosenEvidence([at(0, "sick")], () => true)).toHaveLength(1);
  });
});

describe("a result", () => {
  const failure = (category: string, signature: string, message: string): FailureDelta => ({
    signature,
    category,
    count: 2,
    firstOffsetMs: 10,
    sample: { category, message, page: "/shop", stack: "Error" },
  });
  const evidence = (node: string, offsetMs: number, signature: string | undefined): KeptEvidence => ({
    ...(signature === undefined ? {} : { signature }),
    node,
    userId: 1,
    iteration: 1,
    offsetMs,
    record: `artifacts/evidence/${node}-${offsetMs}/record.json`,
  });

  it("has the evidence of each failure, of nodes that were healthy then first, and the last page", () => {
    const aggregate = new RunAggregate();
    const second = new SecondBuilder(0);
    second.activeUsers = 2;
    aggregate.addSeconds("ill", [{ ...second.build(), sick: "cpu-throttled", sickUsers: 2 }]);
    aggregate.addFailures("ill", [failure("step", "a", "A"), failure("step", "b", "B")]);
    const kept = [
      evidence("ill", 100, "a"),
      evidence("well", 200, "a"),
      evidence("ill", 1500, "a"),
      evidence("well", 5, undefined),
      evidence("well", 5, "of no failure in the result"),
    ];
    const { failures, lastPages } = buildResult({
      aggregate,
      facts: factsOf({ seconds: 1, nodes: 2, users: 2 }, { evidence: kept }),
    });
    expect(failures.map((one) => one.evidence?.map(({ node, offsetMs, sick }) => [node, offsetMs, sick]))).toEqual([
      [
        ["well", 200, undefined],
        ["ill", 1500, undefined],
        ["ill", 100, true],
      ],
      undefined,
    ]);
    expect(lastPages?.map(({ offsetMs }) => offsetMs)).toEqual([5]);
  });

  it("has the errors of pages apart from failures", () => {
    const aggregate = new RunAggregate();
    aggregate.addFailures("n", [
      failure("page-exception", "x", "TypeError: x"),
      failure("page-console", "y", "y is gone"),
      failure("step", "z", "Z"),
    ]);
    const { failures, pageErrors } = buildResult({ aggregate, facts: factsOf({ seconds: 1, nodes: 1, users: 2 }) });
    expect(failures.map(({ signature }) => signature)).toEqual(["z"]);
    expect(pageErrors).toEqual([
      {
        signature: "x",
        kind: "exception",
        count: 2,
        firstOffsetMs: 10,
        page: "/shop",
        sample: { message: "TypeError: x", stack: "Error", node: "n", offsetMs: 10 },
      },
      expect.objectContaining({ signature: "y", kind: "console" }),
    ]);
  });
});
