import { describe, expect, it } from "vitest";
import { TerminalScreen } from "../../../../test/fixtures/terminal-screen.js";
import type { Host } from "../../../base/host.js";
import type { RunProgress } from "../../../run/run-events.js";
import { createLiveView } from "./live-view.js";
import { sparkline } from "./sparkline.js";

const PROGRESS: RunProgress = {
  elapsedMs: 23_000,
  durationMs: 90_000,
  activeUsers: 12,
  target: { of: "users", value: 12 },
  isPaused: false,
  iterations: 154,
  iterationsPerSecond: 6.2,
  failedIterations: 13,
  latency: { metric: "liveview_event_duration", p95Ms: 84 },
  failures: {
    kinds: 5,
    top: [
      { count: 12, message: 'step 4: click "#list .row-17 button" failed on /products: waited 5000 ms for it to be visible' },
      { count: 1, message: 'step 4: click "#list .row-18 button" failed on /products: waited 5000 ms for it to be visible' },
    ],
  },
  nodes: { total: 3, running: 3, sick: 1, sickNow: [{ name: "shop-2", cause: "cpu-throttled" }] },
};

/** A live view on a terminal of this size, without colours. */
function viewOn(columns: number, rows = 24) {
  const screen = new TerminalScreen(columns);
  const size = { columns, rows };
  const stream = {
    write: (text: string) => screen.write(text),
    isTTY: true,
    get columns() {
      return size.columns;
    },
    get rows() {
      return size.rows;
    },
  };
  const host = { env: { NO_COLOR: "1" }, stdout: stream, stderr: stream } as unknown as Host;
  return { screen, size, view: createLiveView(host) };
}

describe("the live view", () => {
  it("shows the load in a few lines, drawn in place below the lines that stay", () => {
    const { screen, view } = viewOn(80);
    view.show({ type: "scenario-started", name: "shop", index: 1, total: 1 });
    view.show({ type: "phase-started", title: "opening browser contexts" });
    view.show({ type: "users-prepared", prepared: 3, total: 12 });
    expect(screen.lines).toEqual(["LiveLoad · shop", "  opening browser contexts …  3 of 12 browser contexts opened"]);
    view.show({ type: "phase-ended", title: "opening browser contexts", durationMs: 900 });
    view.show({ type: "phase-started", title: "running" });
    for (const p95Ms of [40, 84]) view.show({ type: "progress", progress: { ...PROGRESS, latency: { metric: "x", p95Ms } } });
    view.show({ type: "warning", message: "shop-2: cannot be reached" });
    expect(screen.lines).toEqual([
      "LiveLoad · shop",
      "  ✓ opening browser contexts  900 ms",
      "warning shop-2: cannot be reached",
      "  ━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  00:23 / 01:30  ·  1 min 7 s left",
      "  Users     12 of 12  ·  6.2/s  ·  154 iterations, 13 failed",
      "  Latency   p95 84 ms  ▁█  x",
      "  Nodes     3 running  ·  sick: shop-2 (its CPU quota held it back)",
      expect.stringMatching(/^ {2}Failures {2}12 × {2}step 4: click .*17.*…/),
      expect.stringMatching(/^ {13}1 × {2}step 4: click .*18.*…/),
      "            … and 3 other kinds",
    ]);
    expect(screen.isCursorVisible).toBe(true);
    view.show({ type: "stopping", reason: "interrupted" });
    expect(screen.lines.some((line) => line.endsWith("·  stopping"))).toBe(true);
    view.show({ type: "phase-ended", title: "running", durationMs: 30_000 });
    view.end();
    expect(screen.lines.at(-1)).toBe("  ✓ running  30 s");
  });

  it("has a line on background users, if there are any", () => {
    const { screen, view } = viewOn(80);
    view.show({ type: "phase-started", title: "running" });
    const crowd = { activeUsers: 1000, iterationsPerSecond: 95.25, failed: 2, sick: 0, lost: 1 };
    view.show({ type: "progress", progress: { ...PROGRESS, background: crowd } });
    expect(screen.lines[4]).toBe("  Crowd     1,000 background users  ·  95.3/s  ·  2 failed  ·  1 process lost");
    view.show({ type: "progress", progress: PROGRESS });
    expect(screen.lines.join()).not.toContain("Crowd");
  });

  it("leaves nothing behind when the terminal becomes narrower or wider", () => {
    const { screen, size, view } = viewOn(100);
    view.show({ type: "scenario-started", name: "shop", index: 1, total: 1 });
    view.show({ type: "phase-started", title: "running" });
    for (const columns of [100, 60, 41, 130]) {
      screen.resize(columns);
      size.columns = columns;
      view.show({ type: "progress", progress: PROGRESS });
      expect(screen.lines).toHaveLength(8);
      for (const line of screen.lines) expect(line.length).toBeLessThan(columns);
    }
    view.end();
    expect(screen.lines).toEqual(["LiveLoad · shop"]);
  });

  it("never has more lines than the terminal", () => {
    const { screen, view } = viewOn(80, 6);
    view.show({ type: "phase-started", title: "running" });
    view.show({ type: "progress", progress: PROGRESS });
    expect(screen.lines).toHaveLength(4);
  });
});

describe("a sparkline", () => {
  it("shows the last values between their least and greatest, and gaps as gaps", () => {
    expect(sparkline([900, 10, 20, undefined, 30], 4)).toBe("▁▅ █");
  });

  it("makes no peak of a small change", () => {
    expect(sparkline([100, 101], 4)).toBe("▁▁");
    expect(sparkline([5, 5], 4)).toBe("▁▁");
    expect(sparkline([], 4)).toBe("");
    expect(sparkline([1], 0)).toBe("");
  });
});
