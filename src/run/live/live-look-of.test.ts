import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { playRun, type SyntheticRun } from "../../../test/fixtures/results/synthetic-run.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import { liveLookOf } from "./live-look-of.js";

const CROWD: SyntheticRun = {
  seconds: 4,
  nodes: 1,
  users: 5,
  iterationSeconds: 1,
  steps: [{ name: "click", ms: 60, page: "/" }],
};

it("gives away the files of kept evidence, and no other file of the folder", async () => {
  const path = mkdtempSync(join(tmpdir(), "live-load-look-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const name of ["record.json", "page.html", "journal"]) writeFileSync(join(path, name), name);
  const kept = [{ node: "a", userId: 1, iteration: 1, offsetMs: 0, record: "record.json", html: "gone.html" }];
  const state = { aggregate: new RunAggregate(), background: playRun(CROWD), evidence: { kept }, folder: { path } };
  const look = liveLookOf(state as unknown as Parameters<typeof liveLookOf>[0]);
  const read = async (name: string) => (await look.evidence(name))?.toString();
  expect(await read("record.json")).toBe("record.json");
  for (const name of ["gone.html", "page.html", "journal", "./record.json", "../record.json"])
    expect(await read(name), name).toBeUndefined();
  expect(look.detail("step_duration", "click")).toBeUndefined();
  expect(look.node("a")).toBeUndefined();
  expect(look.node("shop-1")).toMatchObject({ isBackground: true, iterations: expect.any(Number), sickWindows: [] });
  expect(look.node("shop-1")?.health.length).toBe(CROWD.seconds);
});
