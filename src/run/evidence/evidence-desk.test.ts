import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import type { SentEvidence } from "../../protocol/evidence-messages.js";
import { evidenceOfNotes } from "../journal/evidence-note.js";
import { EvidenceDesk } from "./evidence-desk.js";

const S = "step · click #buy · /shop";

/** A desk, the nodes that are sick, and what is in the output folder and the journal. */
function desk({ budgetBytes }: { readonly budgetBytes?: number } = {}) {
  const clock = new FakeClock();
  const sick = new Set<string>();
  const files = new Map<string, number>();
  const notes: { readonly kept: readonly { readonly record: string }[] }[] = [];
  let count = 0;
  const node = (name: string) => ({
    latest: { sick: sick.has(name) ? ("cpu-throttled" as const) : undefined },
    wasSickAt: () => sick.has(name),
  });
  let broken = false;
  const works: Promise<unknown>[] = [];
  const made = new EvidenceDesk({
    clock,
    aggregate: { node: (name: string) => node(name) as never },
    folder: {
      write: async (path, content) => {
        if (broken) throw new Error("the disk is full");
        files.set(path, content.length);
      },
      remove: async (path) => void files.delete(path),
    },
    note: (note) => void notes.push(note as never),
    keep: (work) => void works.push(work.catch(() => {})),
    ...(budgetBytes === undefined ? {} : { budgetBytes }),
  });
  const sourceOf = (name: string) => ({ name, isBackground: name.startsWith("crowd") });
  const send = (name: string, offsetMs: number, given: Partial<SentEvidence> & { readonly sizeBytes?: number } = {}) => {
    const { sizeBytes = 300, ...rest } = given;
    const base64 = (bytes: number) => Buffer.alloc(bytes).toString("base64");
    count += 1;
    const parts = { record: base64(sizeBytes / 3), screenshot: base64(sizeBytes / 3), html: base64(sizeBytes / 3) };
    made.put(sourceOf(name), { id: `e-${count}`, signature: S, userId: 1, iteration: 1, offsetMs, ...parts, ...rest });
  };
  return {
    desk: made,
    clock,
    sick,
    files,
    notes,
    send,
    ask: (name: string, signature = S) => made.asked(sourceOf(name), { signature }),
    breakDisk: () => {
      broken = true;
    },
    written: () => Promise.all(works),
  };
}

describe("evidence of one kind of failure", () => {
  it("is wanted of the first node that asks, and of no other until it has come or the node is gone", async () => {
    const { ask, clock, send, desk: made } = desk();
    expect(ask("a").grantedBytes).toBeGreaterThan(300_000);
    expect(ask("b")).toEqual({ grantedBytes: 0, askAgainMs: 1000 });
    await clock.advance(10_000);
    // Nothing came of it: node a has died.
    expect(ask("b").grantedBytes).toBeGreaterThan(0);
    send("b", 10_000);
    expect(made.kept.map(({ node }) => node)).toEqual(["b"]);
  });

  it("is the first and two more that are spread over the run, however long that is, for few answers", async () => {
    const { ask, clock, send, desk: made, files, notes, written } = desk();
    let granted = 0;
    for (let second = 0; second < 3600; second += 1) {
      if (ask(`node-${second % 7}`).grantedBytes > 0) {
        granted += 1;
        send(`node-${second % 7}`, second * 1000);
      }
      await clock.advance(1000);
    }
    const [first = 0, middle = 0, last = 0] = made.kept.map(({ offsetMs }) => offsetMs / 1000);
    expect(made.kept).toHaveLength(3);
    expect(first).toBe(0);
    expect(middle).toBeGreaterThan(200);
    expect(last).toBeGreaterThan(1500);
    expect(granted).toBeLessThan(20);
    await written();
    // What was replaced is gone from the folder, and the journal names what is there.
    expect(files.size).toBe(9);
    expect(notes.at(-1)?.kept.map(({ record }) => files.has(record))).toEqual([true, true, true]);
  });

  it("comes from a healthy node, which replaces a sick one", async () => {
    const { ask, clock, send, sick, desk: made } = desk();
    sick.add("ill");
    expect(ask("ill").grantedBytes).toBeGreaterThan(0);
    send("ill", 100);
    await clock.advance(100);
    // It has one from a sick node, so another of a sick node is of no use, but one of a healthy node is, at once.
    expect(ask("ill").grantedBytes).toBe(0);
    expect(ask("well").grantedBytes).toBeGreaterThan(0);
    send("well", 200);
    for (const offsetMs of [3000, 6000, 60_000]) {
      await clock.advance(60_000);
      expect(ask("ill").grantedBytes).toBe(0);
      expect(ask("well").grantedBytes).toBeGreaterThan(0);
      send("well", offsetMs);
    }
    expect(made.kept.map(({ node }) => node)).toEqual(["well", "well", "well"]);
  });

  it("arrives once, though it was sent twice", () => {
    const { ask, send, desk: made } = desk();
    ask("a");
    send("a", 0, { id: "same" });
    send("a", 0, { id: "same" });
    expect(made.kept).toHaveLength(1);
  });

  it("is taken from a node that could not ask", () => {
    const { send, desk: made } = desk();
    send("cut-off", 500);
    expect(made.kept).toMatchObject([{ node: "cut-off", offsetMs: 500, signature: S }]);
  });

  it("is taken of users in browsers although background users have failed in the same way", async () => {
    const { ask, send, desk: made, notes, written } = desk();
    expect(ask("crowd-1").grantedBytes).toBeGreaterThan(0);
    send("crowd-1", 100);
    expect(ask("crowd-1").grantedBytes).toBe(0);
    expect(ask("a").grantedBytes).toBeGreaterThan(0);
    send("a", 200);
    await written();
    expect(made.kept.map(({ node }) => node)).toEqual(["crowd-1", "a"]);
    // Each note replaces only what an earlier one said of the same users.
    expect(evidenceOfNotes(notes).map(({ node }) => node)).toEqual(["crowd-1", "a"]);
  });

  it("is not named when it could not be written", async () => {
    const { ask, send, desk: made, breakDisk, written, notes } = desk();
    breakDisk();
    ask("a");
    send("a", 0);
    await written();
    expect(made.kept).toEqual([]);
    expect(notes).toEqual([]);
  });
});

describe("the budget of evidence", () => {
  it("is not exceeded, and half of it is left to kinds of which there is nothing yet", async () => {
    const { ask, clock, send, files, desk: made, written } = desk({ budgetBytes: 60_000 });
    const kinds = Array.from({ length: 30 }, (_, at) => `kind ${at}`);
    for (let round = 0; round < 5; round += 1) {
      for (const kind of kinds.slice(0, round === 0 ? 5 : 30)) {
        const { grantedBytes } = ask("a", kind);
        if (grantedBytes > 0) send("a", round * 10_000, { signature: kind, sizeBytes: Math.min(4500, grantedBytes) });
      }
      await clock.advance(60_000);
    }
    await written();
    const sum = [...files.values()].reduce((total, size) => total + size, 0);
    expect(sum).toBeLessThanOrEqual(60_000);
    const ofKind = (kind: string) => made.kept.filter(({ signature }) => signature === kind).length;
    // Five kinds came first, and have not taken everything.
    expect(kinds.filter((kind) => ofKind(kind) > 0).length).toBeGreaterThan(8);
    expect(ask("a", "one more")).toEqual({ grantedBytes: 0, askAgainMs: 30_000 });
  });

  it("is left to the users in browsers for the most part, whatever background users want", () => {
    const { ask, send } = desk({ budgetBytes: 400_000 });
    for (let kind = 0; kind < 100; kind++) {
      const signature = `kind ${kind}`;
      // Those that could not ask are no exception.
      if (kind >= 50 || ask("crowd-1", signature).grantedBytes > 0) send("crowd-1", kind, { signature, sizeBytes: 9000 });
    }
    expect(ask("crowd-1", "one more").grantedBytes).toBe(0);
    expect(ask("a").grantedBytes).toBeGreaterThanOrEqual(300_000);
  });

  it("does not wait for nodes that were granted some and are gone", async () => {
    const { ask, clock } = desk();
    for (let kind = 0; kind < 128; kind++) ask("a", `kind ${kind}`);
    expect(ask("b", "another kind").grantedBytes).toBe(0);
    await clock.advance(60_000);
    expect(ask("b", "another kind").grantedBytes).toBeGreaterThan(0);
  });

  it("grants no more than is left", () => {
    const { ask } = desk({ budgetBytes: 20_000 });
    expect(ask("a").grantedBytes).toBe(20_000);
    expect(ask("b", "another kind").grantedBytes).toBe(0);
  });
});

it("keeps the last page of a run that shows it whatever happens", async () => {
  const { send, desk: made, files, written } = desk();
  send("a", 100, { signature: undefined });
  send("a", 200, { signature: undefined });
  await written();
  expect(made.kept).toMatchObject([{ offsetMs: 200 }]);
  expect([...files.keys()]).toEqual(
    ["record.json", "screenshot.jpg", "page.html"].map((name) => `artifacts/evidence/2-last-page/${name}`),
  );
});
