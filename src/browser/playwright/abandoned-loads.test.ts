import { describe, expect, it } from "vitest";
import { AbandonedLoads } from "./abandoned-loads.js";

const INTERRUPTED = new Error('page.goto: Navigation to "http://a/" is interrupted by another navigation to "http://b/"');
const named = (name: string) => Object.assign(new Error("given up"), { name });

/** A navigation that is interrupted so many times before it succeeds. */
function navigation(interruptions: number) {
  let begun = 0;
  return async () => {
    if (++begun <= interruptions) throw INTERRUPTED;
  };
}

describe("a navigation after abandoned loads", () => {
  it.each(["AbortError", "TimeoutError"])("begins again as often as they interrupt it, each time anew: %s", async (name) => {
    const loads = new AbandonedLoads();
    for (let round = 0; round < 3; round++) {
      await expect(loads.load(() => Promise.reject(named(name)))).rejects.toThrow("given up");
      await loads.navigate(navigation(2));
    }
    await expect(loads.navigate(() => Promise.reject(named(name)))).rejects.toThrow("given up");
    await loads.navigate(navigation(1));
  });

  it("fails when another page interrupts it, or when it fails by itself", async () => {
    const loads = new AbandonedLoads();
    await loads.load(async () => {});
    await expect(loads.load(() => Promise.reject(new Error("net::ERR_FAILED")))).rejects.toThrow("net::ERR_FAILED");
    await expect(loads.navigate(navigation(1))).rejects.toThrow(INTERRUPTED);
    await expect(loads.load(() => Promise.reject(named("AbortError")))).rejects.toThrow("given up");
    await expect(loads.navigate(() => Promise.reject(new Error("net::ERR_FAILED")))).rejects.toThrow("net::ERR_FAILED");
    await loads.navigate(navigation(1));
    await expect(loads.navigate(navigation(1))).rejects.toThrow(INTERRUPTED);
  });

  it("begins once more when the browser drops it, but not for ever, as a download is dropped too", async () => {
    const loads = new AbandonedLoads();
    await expect(loads.load(() => Promise.reject(named("AbortError")))).rejects.toThrow("given up");
    let begun = 0;
    const dropped = async () => {
      begun++;
      throw new Error("net::ERR_ABORTED at http://a/");
    };
    await expect(loads.navigate(dropped)).rejects.toThrow("net::ERR_ABORTED");
    expect(begun).toBe(2);
  });
});
