import { describe, expect, it } from "vitest";
import { absenceNotes } from "./absence-notes.js";

const notes = (...nodes: Parameters<typeof absenceNotes>[0]["nodes"]) => absenceNotes({ nodes });

describe("the notes on nodes that could not be heard", () => {
  it("are not there when all were heard all the time", () => {
    expect(notes({ name: "a" }, { name: "b", disconnections: [] })).toEqual([]);
  });

  it("say until when a lost node was heard of, when it was gone, and how much it did not send", () => {
    expect(notes({ name: "a", lost: { heardUntilMs: 7000, atMs: 11_100 } })).toEqual([
      "the node a was last heard of at 7 s and was gone at 11.1 s: up to 4.1 s of its samples were not sent, so the site may have counted more than this report",
    ]);
    expect(notes({ name: "a", lost: { heardUntilMs: 0, atMs: 1500 } })[0]).toMatch(/^the node a told of nothing and was gone/);
    expect(notes({ name: "a", lost: { heardUntilMs: 7000 } })[0]).toMatch(/at 7 s; what it measured after that was not sent$/);
  });

  it("say of a cut when it was and whom it concerned, once for nodes that were cut off together", () => {
    const cut = (fromMs: number, toMs: number) => ({ fromMs, toMs });
    expect(
      notes({ name: "a", disconnections: [cut(12_000, 21_000)] }, { name: "b", disconnections: [cut(12_300, 21_500)] }),
    ).toEqual(["the controller could not hear the nodes a, b from 12 s to 21.5 s; nothing was lost by that"]);
    expect(notes({ name: "a", disconnections: [cut(1000, 3000), cut(12_000, 21_000)] })).toHaveLength(2);
  });

  it("do not say of a lost node that nothing was lost", () => {
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
