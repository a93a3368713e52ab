import { describe, expect, it } from "vitest";
import { NodeSilences } from "./node-silences.js";

describe("the silences of a node", () => {
  it("begin when its connection is lost and end when it is heard again", () => {
    const silences = new NodeSilences();
    silences.end(5);
    silences.begin(10);
    silences.begin(12);
    expect(silences.upTo(15)).toEqual([{ fromMs: 10, toMs: 15 }]);
    silences.end(19);
    expect(silences.upTo(30)).toEqual([{ fromMs: 10, toMs: 19 }]);
  });

  it("are recorded when a new connection replaces one that had been silent, but not an active one", () => {
    const silences = new NodeSilences();
    silences.replaced(10_000, 12_000);
    expect(silences.upTo(13_000)).toEqual([]);
    silences.replaced(12_000, 21_000);
    expect(silences.upTo(30_000)).toEqual([{ fromMs: 12_000, toMs: 21_000 }]);
  });

  it("are merged if they touch", () => {
    const silences = new NodeSilences();
    silences.add({ fromMs: 10, toMs: 19 });
    silences.add({ fromMs: 12, toMs: 15 });
    expect(silences.upTo(20)).toEqual([{ fromMs: 10, toMs: 19 }]);
    silences.begin(18);
    silences.end(22);
    silences.add({ fromMs: 30, toMs: 36 });
    expect(silences.upTo(40)).toEqual([
      { fromMs: 10, toMs: 22 },
      { fromMs: 30, toMs: 36 },
    ]);
  });
});
