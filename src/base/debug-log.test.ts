import { afterEach, describe, expect, it } from "vitest";
import { DEBUG_AREAS, debugLog, isDebugLogOn, passDebugLines, startDebugLog } from "./debug-log.js";

const lines: string[] = [];
const start = (value: string | undefined) =>
  startDebugLog(value, { write: (line) => lines.push(line), wallTime: () => 45_296_007, as: "shop-1/runner" });

afterEach(() => {
  start(undefined);
  lines.length = 0;
});

describe("the debug log", () => {
  it.each([
    [undefined, []],
    ["", []],
    ["0", []],
    ["1", []],
    ["cdp", ["cdp"]],
    ["page, channel", ["channel", "page"]],
    ["1,cluster", ["cluster"]],
    ["*", DEBUG_AREAS],
    ["*,cdp", DEBUG_AREAS],
  ])("turns on the areas that LIVELOAD_DEBUG=%s names", (value, areas) => {
    start(value);
    expect(DEBUG_AREAS.filter((area) => debugLog(area).isOn)).toEqual(areas);
    expect(isDebugLogOn()).toBe(areas.length > 0);
  });

  it("refuses an unknown area, and says which there are", () => {
    expect(() => start("cdp,chanel")).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        message:
          'LIVELOAD_DEBUG is "cdp,chanel", but it takes 1 for the stacks of errors, * for everything, or a list of cdp, channel, cluster, page',
        hint: "did you mean channel?",
      }),
    );
    expect(() => start("everything")).toThrow(expect.objectContaining({ hint: undefined }));
  });

  it("writes a line with time, process and area, only for the areas that are on", () => {
    start("channel");
    debugLog("channel").write("→ controller hello");
    debugLog("cdp").write("nothing");
    expect(lines).toEqual(["[debug] 12:34:56.007 shop-1/runner channel → controller hello\n"]);
  });

  it("masks secrets, cuts long texts and keeps to one line", () => {
    start("*");
    debugLog("page").write(`{"password":"hunter22"} first\n  second ${"x".repeat(10_000)}`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('{"password":"***"} first second xxx');
    expect(lines[0]?.length).toBeLessThan(400);
    expect(lines[0]?.match(/\n/g)).toHaveLength(1);
  });

  it("passes on what other processes wrote, while it is on", () => {
    start("cdp");
    passDebugLines(["[debug] a", "[debug] b"]);
    start(undefined);
    passDebugLines(["[debug] c"]);
    expect(lines).toEqual(["[debug] a\n", "[debug] b\n"]);
  });
});
