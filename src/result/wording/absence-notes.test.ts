import { describe, expect, it } from "vitest";
import { absenceNotes } from "./absence-notes.js";

const notes = (...nodes: Parameters<typeof absenceNotes>[0]["nodes"]) => absenceNotes({ nodes });

describe("the notes on nodes without contact", () => {
  it("are empty when every node was in contact all the time", () => {
    expect(notes({ name: "a" }, { name: "b", disconnections: [] })).toEqual([]);
  });

  it("say when a lost node was last heard from, when it was declared lost, and how much it did not send", () => {
    expect(notes({ name: "a", lost: { heardUntilMs: 7000, atMs: 11_100 } })).toEqual([
      "node a was last heard from at 7 s and declared lost at 11.1 s: up to 4.1 s of its samples were never sent, so the site may have served more than this report counts",
    ]);
    expect(notes({ name: "a", lost: { heardUntilMs: 0, atMs: 1500 } })[0]).toMatch(
      /^node a reported nothing and was declared lost/,
    );
    expect(notes({ name: "a", lost: { heardUntilMs: 7000 } })[0]).toMatch(/at 7 s; what it measured after that was never sent$/);
  });

  it("say when contact was lost and with which nodes, once for nodes that were cut off together", () => {
    const cut = (fromMs: number, toMs: number) => ({ fromMs, toMs });
    expect(
      notes({ name: "a", disconnections: [cut(12_000, 21_000)] }, { name: "b", disconnections: [cut(12_300, 21_500)] }),
    ).toEqual(["the controller had no contact with nodes a, b from 12 s to 21.5 s; no data was lost"]);
    expect(notes({ name: "a", disconnections: [cut(1000, 3000), cut(12_000, 21_000)] })).toHaveLength(2);
  });

  it("do not say that no data was lost when the node itself was", () => {
    const lost = { heardUntilMs: 11_000, atMs: 42_000 };
    expect(notes({ name: "a", lost, disconnections: [{ fromMs: 12_000, toMs: 42_000 }] })).toHaveLength(1);
  });

  it("stay few, however many there are", () => {
    const many = Array.from({ length: 40 }, (_, at) => ({
      name: `n-${at}`,
      disconnections: [{ fromMs: at * 10_000, toMs: at * 10_000 + 5000 }],
    }));
    expect(notes(...many)).toHaveLength(4);
    expect(notes(...many).at(-1)).toBe("37 more disconnections: see nodes in result.json");
  });
});
