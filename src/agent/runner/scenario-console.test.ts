import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { followConsole, type ScenarioLine } from "./scenario-console.js";

function follow() {
  const clock = new FakeClock();
  const written: unknown[][] = [];
  const told: ScenarioLine[] = [];
  const write = (...args: unknown[]) => void written.push(args);
  const console = { log: write, info: write, debug: write, warn: write, error: write };
  followConsole(console, { clock, tell: (line) => told.push(line) });
  return { clock, console, told, written, texts: () => told.map(({ text }) => text) };
}

describe("what a scenario writes with console", () => {
  it("is passed on as console formats it, and still reaches the original console", () => {
    const { console, told, written } = follow();
    console.log("%s has %d", "cart", 3, { id: 7 });
    console.warn("low");
    console.error(new Error("broken").message);
    expect(told).toEqual([
      { level: "log", text: "cart has 3 { id: 7 }" },
      { level: "warn", text: "low" },
      { level: "error", text: "broken" },
    ]);
    expect(written).toEqual([["%s has %d", "cart", 3, { id: 7 }], ["low"], ["broken"]]);
  });

  it("is passed on line by line, bounded, without control characters", () => {
    const { console, texts } = follow();
    console.log("a\n\tb\u001b[2J\r");
    console.log("x".repeat(1000));
    expect(texts()).toEqual(["a", "  b[2J", `${"x".repeat(499)}…`]);
    console.log("y\n".repeat(100));
    expect(texts()).toHaveLength(20);
  });

  it("is cut off beyond a budget, and the missing lines are counted", async () => {
    const { clock, console, texts } = follow();
    for (let at = 0; at < 50; at += 1) console.log(`line ${at}`);
    expect(texts()).toHaveLength(20);
    await clock.advance(3000);
    expect(texts().at(-1)).toBe("… 30 more lines are not shown");
    for (let at = 0; at < 50; at += 1) console.log("again");
    expect(texts()).toHaveLength(41);
    await clock.advance(10_000);
    expect(texts().at(-1)).toBe("… 30 more lines are not shown");
    console.log("later");
    expect(texts().at(-1)).toBe("later");
  });
});
