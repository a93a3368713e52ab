import { describe, expect, it } from "vitest";
import { TroubleList } from "./trouble-list.js";

describe("the list of a page's troubles", () => {
  it("counts equal troubles", () => {
    const list = new TroubleList();
    for (const text of ["a", "b", "a", "a"]) list.add(text);
    expect(list.list()).toEqual(["a (3 times)", "b"]);
  });

  it("keeps the first few, which likely caused the rest, and the newest", () => {
    const list = new TroubleList();
    for (let at = 1; at <= 100; at++) list.add(`trouble ${at}`);
    expect(list.list()).toEqual([1, 2, 3, 4, 5, 96, 97, 98, 99, 100].map((at) => `trouble ${at}`));
  });

  it("drops troubles from before the request for the document that is shown", () => {
    const list = new TroubleList();
    list.add("old");
    list.asked("download");
    list.add("of the page that stays");
    list.asked("next");
    list.add("new");
    list.add("of the page that stays");
    list.shown("next");
    expect(list.list()).toEqual(["new", "of the page that stays"]);
    list.shown("unasked");
    expect(list.list()).toEqual([]);
  });

  it("cuts long troubles, and puts them on one line", () => {
    const list = new TroubleList();
    list.add(`a\n  b ${"x".repeat(1000)}`);
    expect(list.list()[0]).toMatch(/^a b x{295}…$/);
  });

  it("masks secrets before it cuts, because half a secret would not be recognized", () => {
    const list = new TroubleList();
    list.add(`${"x".repeat(285)} user eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl`);
    expect(list.list()[0]).toBe(`${"x".repeat(285)} user ***`);
  });
});
