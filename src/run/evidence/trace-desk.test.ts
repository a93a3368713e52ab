import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import type { TracePart } from "../../protocol/evidence-messages.js";
import { tracesOfNotes } from "../journal/trace-note.js";
import { TRACE_BUDGET_BYTES, TraceDesk } from "./trace-desk.js";

const S = "step · click #buy · /shop";

/** A desk, the nodes that are sick, and what is in the output folder and the journal. */
function desk() {
  const clock = new FakeClock();
  const sick = new Set<string>();
  const files = new Map<string, string>();
  const notes: unknown[] = [];
  const warnings: string[] = [];
  const works: Promise<unknown>[] = [];
  const made = new TraceDesk({
    clock,
    aggregate: { node: (name) => ({ latest: { sick: sick.has(name) ? "frozen" : undefined } }) as never },
    write: async (path, content) => void files.set(path, Buffer.from(content).toString("latin1")),
    note: (note) => void notes.push(note),
    keep: (work) => void works.push(work),
    warn: (message) => void warnings.push(message),
  });
  const part = (given: Partial<TracePart> & { readonly content: string }): TracePart => {
    const { content, ...rest } = given;
    const base64 = Buffer.from(content, "latin1").toString("base64");
    return { id: "t1", format: "devtools", userId: 3, iteration: 2, offsetMs: 500, part: 0, parts: 1, ...rest, base64 };
  };
  const put = async (node: string, ...parts: TracePart[]) => {
    for (const each of parts) made.put(node, each);
    await Promise.all(works);
  };
  const ask = (node: string, signature?: string) => made.asked(node, signature === undefined ? {} : { signature }).answer;
  return { clock, sick, files, notes, warnings, made, part, put, ask };
}

describe("traces", () => {
  it("are recorded of each kind by one node at a time, and by the next when its time is over", async () => {
    const { clock, ask } = desk();
    expect([ask("a"), ask("b"), ask("b", S), ask("a", S)]).toEqual(["record", "later", "record", "later"]);
    await clock.advance(31_000);
    expect([ask("b"), ask("a", S)]).toEqual(["record", "record"]);
  });

  it("are kept once of each kind, put together from parts in any order", async () => {
    const { ask, put, part, made, files, notes } = desk();
    await put("a", part({ content: "world", signature: S, part: 1, parts: 2 }));
    expect(made.kept).toEqual([]);
    await put("a", part({ content: "hello ", signature: S, parts: 2 }), part({ content: "hello ", signature: S, parts: 2 }));
    await put("b", part({ content: "late", id: "t9", signature: S }));
    await put("b", part({ content: "usual", id: "t2", format: "playwright" }));
    expect([...files]).toEqual([
      ["artifacts/traces/1-click-buy.json.gz", "hello world"],
      ["artifacts/traces/2-ordinary.zip", "usual"],
    ]);
    expect(made.kept).toMatchObject([
      { signature: S, node: "a", userId: 3, iteration: 2 },
      { node: "b", format: "playwright" },
    ]);
    expect(tracesOfNotes(notes)).toEqual(made.kept);
    expect([ask("a"), ask("a", S)]).toEqual(["never", "never"]);
  });

  it("are promised no more room than there is, and told when they have none", async () => {
    const { clock, ask, put, part, made, warnings } = desk();
    expect(["1", "2", "3", "4", "5"].map((kind) => ask("a", kind))).toEqual([...Array(4).fill("record"), "later"]);
    const large = "x".repeat(TRACE_BUDGET_BYTES - 1000);
    await put("a", part({ id: "1", content: large, signature: "1" }), part({ id: "2", content: large, signature: "2" }));
    expect(made.kept).toHaveLength(1);
    expect(warnings).toEqual(["a trace of a is left out: those of the run have no more room"]);
    await clock.advance(31_000);
    expect(ask("a", "5")).toBe("never");
  });

  it("arrive however many are on their way at a time", async () => {
    const { put, part, made } = desk();
    const ids = Array.from({ length: 20 }, (_, at) => `${at}`);
    for (const at of [0, 1])
      await put("a", ...ids.map((id) => part({ id, content: id, signature: `kind ${id}`, part: at, parts: 2 })));
    expect(made.kept).toHaveLength(20);
  });

  it("are not recorded by sick nodes", () => {
    const { sick, ask } = desk();
    sick.add("a");
    expect([ask("a", S), ask("b", S)]).toEqual(["later", "record"]);
  });

  it("are given up when the kind does not occur again, or when there is no room", async () => {
    const { clock, ask, put, part, made } = desk();
    for (let lease = 0; lease < 5; lease++) {
      expect(ask("a", S)).toBe("record");
      await clock.advance(31_000);
    }
    expect(ask("a", S)).toBe("never");
    const quarter = "x".repeat(TRACE_BUDGET_BYTES / 4);
    for (const id of ["1", "2", "3", "4"]) await put("a", part({ id, content: quarter, signature: `kind ${id}` }));
    expect(made.kept).toHaveLength(4);
    expect(ask("a", "another kind")).toBe("never");
  });
});
