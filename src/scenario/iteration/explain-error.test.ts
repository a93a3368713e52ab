import { describe, expect, it } from "vitest";
import { play } from "../../../test/fixtures/play.js";
import { explainedMessage } from "./explain-error.js";

const STEPS = ["navigate", "click", "fill", "think", "waitForSelector", "innerText"];
const explained = (message: string) => explainedMessage(new TypeError(message), STEPS);

describe("an error of the scenario's own code", () => {
  it.each([
    ["context.goto is not a function", "context.goto is not a function: did you mean the step navigate?"],
    ["context.navigate(...).clik is not a function", "did you mean the step click?"],
    ["(intermediate value).waitForTimeout is not a function", "did you mean the step think?"],
    ["context.type is not a function", "did you mean the step fill?"],
    ["context.getByRole is not a function", "a step takes the selector or locator itself"],
    ["(0 , import_live_load.getByRole)(...).click is not a function", "give it to a step, as in context.click(getByRole("],
    ["context.waitForLoadState is not a function", "navigate waits for the page by itself, as far as its option waitUntil says"],
    ["context.waitForNavigation is not a function", "waitForURL waits for the page that a click leads to"],
    ["context.waitForUrl is not a function", "waitForURL waits for the page"],
    ["__dirname is not defined in ES module scope", 'name a file that the scenario needs with asset("./file")'],
  ])("%s", (message, hint) => {
    expect(explained(message)).toContain(hint);
  });

  it("is left alone when LiveLoad has no advice", () => {
    for (const message of ["boom", "basket.total is not a function", "x is not iterable", "context.click is not a function"])
      expect(explained(message)).toBe(message);
  });

  it("suggests asset() for a file that was looked for beside a bundle", () => {
    const error = Object.assign(new Error("ENOENT"), { code: "ENOENT", path: "/tmp/live-load-node-1/x.txt" });
    expect(explainedMessage(error, STEPS)).toContain("asset(");
    expect(explainedMessage(Object.assign(error, { path: "/home/ada/x.txt" }), STEPS)).toBe("ENOENT");
  });

  it("reaches the failure of the iteration", async () => {
    const { result } = await play((context) => (context as unknown as { goto(url: string): void }).goto("/"));
    expect(result.failure?.message).toMatch(/goto is not a function: did you mean the step navigate\?$/);
  });
});

describe("an expectation that compares a value that was never awaited", () => {
  it("says so, and where the value was read", async () => {
    const { result } = await play(async (context) => {
      const text = context.innerText("#count") as unknown;
      await context.expect("counts", () => text === "1");
    });
    expect(result.failure?.message).toMatch(
      /it returned false; the value of innerText "#count" \(explain-error\.test\.ts:\d+:\d+\) was not awaited: write await before it/,
    );
  });

  it("says nothing when the value was awaited or stored", async () => {
    const { result } = await play(async (context) => {
      await context.innerText("#count");
      context.innerText("#count", { as: () => ({}) });
      await context.expect("counts", () => false);
    });
    expect(result.failure?.message).toMatch(/it returned false$/);
  });
});

describe("navigate to something that is not a URL", () => {
  it.each([
    ["undefined/counter", 'begins with "undefined": a value in it is missing; set it with --option', "undefined/counter"],
    ["/counter", "the scenario's config has no valid baseUrl; set it with --option", "/counter"],
    ["localhost:4000/counter", "has no scheme: write http://localhost:4000/counter", undefined],
  ])("%s fails with advice, labelled with what was requested", async (url, message, label) => {
    const { result } = await play((context) => context.navigate(url));
    expect(result.failure?.message).toContain(message);
    if (label !== undefined) expect(result.failure?.step?.label).toBe(`navigate ${label}`);
  });
});
