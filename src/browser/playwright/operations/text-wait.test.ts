import { describe, expect, it } from "vitest";
import type { Bounds } from "../../page-operations.js";
import type { PageScripts } from "../page-scripts.js";
import { untilText } from "./text-wait.js";

/** Looks at a page, one after another, and then Playwright's time-out. */
function looks(...answers: readonly (string | null)[]) {
  const left = [...answers];
  const askElement = async () => {
    const last = left.shift();
    if (last === undefined) throw Object.assign(new Error("Timeout 50ms exceeded."), { name: "TimeoutError" });
    return { finding: "late", last };
  };
  const bounds = { left: () => 50, options: () => ({}) } as unknown as Bounds;
  const request = { selector: "text=items", kind: "text", wanted: { part: "3" } } as const;
  return untilText({ askElement } as unknown as PageScripts, request, bounds);
}

describe("a wait for a text", () => {
  it("keeps what it saw when its time is over before the next look", async () => {
    expect(await looks("1 item", "2 items")).toEqual({ isReached: false, last: "2 items" });
  });

  it("fails with Playwright's time-out when it saw no element, or none any more", async () => {
    await expect(looks()).rejects.toThrow("Timeout");
    await expect(looks("2 items", null)).rejects.toThrow("Timeout");
  });
});
