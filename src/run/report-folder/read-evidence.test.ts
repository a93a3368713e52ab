import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { RESULTS } from "../../../test/fixtures/results/results.js";
import type { RunResult } from "../../result/model.js";
import { readEvidence } from "./read-evidence.js";

const MIB = 1024 * 1024;

it("reads the evidence of background users after that of the users in browsers", async () => {
  const folder = mkdtempSync(join(tmpdir(), "live-load-evidence-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "artifacts"));
  const failureWith = (name: string, sizes: readonly number[]) => {
    const evidence = sizes.map((size, at) => {
      const record = `artifacts/${name}-${at}.json`;
      writeFileSync(join(folder, record), Buffer.alloc(size));
      return { node: "n", userId: 1, iteration: 1, offsetMs: at, record };
    });
    return { ...RESULTS.brokenPage().failures[0]!, evidence };
  };
  const result: RunResult = RESULTS.crowd();
  const both = (browsers: readonly number[], background: readonly number[]): RunResult => ({
    ...result,
    failures: [failureWith("browsers", browsers)],
    background: { ...result.background!, failures: [failureWith("background", background)] },
  });
  const read = async (of: RunResult) => [...(await readEvidence(of, folder)).keys()];
  expect(await read(both([100], [100]))).toEqual(["artifacts/browsers-0.json", "artifacts/background-0.json"]);
  // Even the second of the one comes before the first of the other.
  expect(await read(both([100, 1.5 * MIB], [MIB]))).toEqual(["artifacts/browsers-0.json", "artifacts/browsers-1.json"]);
});
