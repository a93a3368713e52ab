import { expect, it } from "vitest";
import { factsOf } from "../../../test/fixtures/results/synthetic-run.js";
import { batch } from "../../../test/fixtures/watchdog-bench.js";
import { constantUsers } from "../../load/closed-plan.js";
import type { KeptEvidence } from "../../result/kept-evidence.js";
import { evidenceNote, evidenceOfNotes } from "./evidence-note.js";
import { encodeBlock, journalHead } from "./journal-format.js";
import { factsNote } from "./journal-note.js";
import { resultOfJournal } from "./result-of-journal.js";

const kept = (record: string, signature?: string): KeptEvidence => ({
  ...(signature === undefined ? {} : { signature }),
  node: "n",
  userId: 1,
  iteration: 2,
  offsetMs: 3,
  record,
});

it("the last note of each signature counts, apart for background users", () => {
  const notes = [
    evidenceNote({ signature: "a", isBackground: false }, [kept("1", "a")]),
    { kind: "facts" },
    evidenceNote({ signature: "b", isBackground: false }, [kept("2", "b")]),
    evidenceNote({ signature: "a", isBackground: false }, [kept("1", "a"), kept("3", "a")]),
    evidenceNote({ isBackground: false }, [kept("4")]),
    evidenceNote({ signature: "a", isBackground: true }, [kept("5", "a")]),
    { kind: "evidence", kept: "nonsense" },
  ];
  expect(evidenceOfNotes(notes).map(({ record }) => record)).toEqual(["1", "3", "2", "4", "5"]);
});

it("evidence survives a controller that died before it could write the result", () => {
  const facts = factsOf({ seconds: 10, nodes: 1, users: 1 });
  const nodes = [{ name: "n", status: "finished" as const, users: 1 }];
  const begun = factsNote(
    { ...facts, nodes },
    { plan: constantUsers({ users: 1, durationMs: 10_000, rampUpMs: 0 }) },
    { isFinal: false },
  );
  const bytes = Buffer.concat([
    journalHead(),
    encodeBlock([
      { type: "note", note: begun },
      { type: "batch", bytes: batch(1) },
      { type: "note", note: evidenceNote({ isBackground: false }, [kept("artifacts/evidence/1/record.json")]) },
    ]),
  ]);
  const { lastPages, verdict } = resultOfJournal(bytes, { origin: "journal", generatedAtMs: 0 });
  expect(verdict).toBe("inconclusive");
  expect(lastPages?.map(({ record }) => record)).toEqual(["artifacts/evidence/1/record.json"]);
});
