import { expect, it } from "vitest";
import { HUNG_SYMBOL } from "./hang-cells.js";
import { HangWatch } from "./watch-hangs.js";

it("of several calls that are held up, the one whose limit is over first is told", async () => {
  const watch = new HangWatch();
  const told: string[] = [];
  const ends = [
    await watch.begin({ limitMs: 60_000, onHang: () => told.push("longer") }),
    await watch.begin({ limitMs: 1000, onHang: (stage) => told.push(stage) }),
  ];
  const hung = (globalThis as Record<symbol, unknown>)[Symbol.for(HUNG_SYMBOL)] as (stage: string, beats: number) => void;
  for (let beats = 0; beats < 100; beats += 1) hung("tooLong", beats);
  expect(told).toEqual(["tooLong"]);
  for (const end of ends) end();
});
