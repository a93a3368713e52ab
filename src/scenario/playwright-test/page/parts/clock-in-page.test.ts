import { createContext, runInContext } from "node:vm";
import { expect, it } from "vitest";
import { CLOCK_IN_PAGE, type PageTime } from "./clock-in-page.js";

it("lets the time pass on a page whose timer sets the next one for at once", () => {
  const page = createContext({ setTimeout, clearTimeout, performance: {} });
  const change = (time: PageTime & { readonly firing?: "each" }) =>
    runInContext(`(${CLOCK_IN_PAGE})(${JSON.stringify(time)})`, page, { timeout: 10_000 });
  const paused = { shownMs: 1000, realMs: 0, isPaused: true, hasTimers: true };
  change(paused);
  const polls = runInContext(
    "let polls = 0; const poll = () => { polls += 1; setTimeout(poll, 0); }; poll(); () => polls",
    page,
  ) as () => number;
  change({ ...paused, shownMs: 1020, firing: "each" });
  expect(polls()).toBe(22);
  expect(runInContext("Date.now()", page)).toBe(1020);
});
