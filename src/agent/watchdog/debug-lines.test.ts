import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { DebugLines } from "./debug-lines.js";

function linesTo(controller: { isReachable: boolean; readonly got: string[][] }) {
  const clock = new FakeClock();
  const lines = new DebugLines(clock);
  lines.deliverTo((sent) => {
    if (controller.isReachable) controller.got.push(sent);
    return controller.isReachable;
  });
  return { clock, lines };
}

describe("debug lines of a node", () => {
  it("wait until the controller can be reached, and are sent together", async () => {
    const controller = { isReachable: false, got: [] as string[][] };
    const { clock, lines } = linesTo(controller);
    lines.add("first");
    await clock.advance(5000);
    expect(lines.haveArrived).toBe(false);
    lines.add("second");
    controller.isReachable = true;
    await clock.advance(1000);
    expect(controller.got).toEqual([["first", "second"]]);
    expect(lines.haveArrived).toBe(true);
  });

  it("are sent at once when the node ends", () => {
    const controller = { isReachable: true, got: [] as string[][] };
    const { lines } = linesTo(controller);
    lines.add("last");
    lines.flush();
    expect(controller.got).toEqual([["last"]]);
  });

  it("are dropped and counted beyond the rate limit", async () => {
    const controller = { isReachable: true, got: [] as string[][] };
    const { clock, lines } = linesTo(controller);
    for (let line = 0; line < 6000; line += 1) lines.add(`line ${line}`);
    await clock.advance(1000);
    const got = controller.got.flat();
    expect(got).toHaveLength(5001);
    expect(got.at(-1)).toBe("[debug] 1000 lines left out: there are too many to send");
    expect(Math.max(...controller.got.map(({ length }) => length))).toBeLessThanOrEqual(1000);
    lines.add("later");
    await clock.advance(1000);
    expect(controller.got.at(-1)).toEqual(["later"]);
  });
});
