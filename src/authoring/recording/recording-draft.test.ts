import { describe, expect, it } from "vitest";
import { scenarioSource } from "../draft/scenario-source.js";
import { readRecording } from "./read-recording.js";
import { recordingDraft } from "./recording-draft.js";

/** The source of what a user does, of a recording with these steps. */
function runOf(steps: readonly object[]): string {
  const recording = readRecording(JSON.stringify({ title: "Shop", steps }), "shop.json");
  const source = scenarioSource(recordingDraft(recording, "shop"));
  return source.slice(source.indexOf("  run:"));
}

/** A click on what these selectors find, as source. */
function clickOn(...selectors: readonly (string | readonly string[])[]): string {
  return /\.click\((.*)\)/.exec(runOf([{ type: "click", offsetX: 1, offsetY: 1, selectors }]))?.[1] ?? "";
}

describe("of a step's selectors", () => {
  it.each([
    [['aria/Buy[role="button"]', "#buy"], 'getByRole("button", { name: "Buy", exact: true })'],
    [[["aria/Buy"], ["#shop > button.buy"]], 'getByRole("button", { name: "Buy", exact: true })'],
    [["aria/Buy", "xpath///main/a[2]"], 'getByRole("link", { name: "Buy", exact: true })'],
    [["aria/Buy", "#buy"], '"#buy"'],
    [['aria/[role="main"]'], 'getByRole("main")'],
    [["xpath///*[@id='buy']", "#buy"], `"xpath=//*[@id='buy']"`],
    [["pierce/#buy", "text/Buy"], '"#buy"'],
    [["text/Buy", "#buy"], 'getByText("Buy")'],
    [[["my-shop", 'aria/Buy[role="button"]']], 'locator("my-shop").getByRole("button", { name: "Buy", exact: true })'],
    [[["my-shop", "#buy"]], 'locator("my-shop").locator("#buy")'],
  ])("the first of %o is taken that a locator can say", (selectors, source) => {
    expect(clickOn(...selectors)).toBe(source);
  });

  it("a name without a role is a label or placeholder where a field is filled in", () => {
    const run = runOf([{ type: "change", value: "x", selectors: ["aria/E-mail", "#email"] }]);
    expect(run).toContain('.fill(getByLabel("E-mail", { exact: true }).or(getByPlaceholder("E-mail", { exact: true })), "x")');
  });
});

describe("a step", () => {
  it("in a frame of a frame is looked for there", () => {
    const run = runOf([{ type: "hover", frame: [1, 0], selectors: ["#card"] }]);
    expect(run).toContain('.hover(inFrame("iframe >> nth=1", inFrame("iframe >> nth=0", "#card")))');
  });

  it("that was followed by a navigation waits for its address; the path is that of any base URL", () => {
    const to = (url: string) => ({ type: "navigation", url, title: "Shop" });
    const run = runOf([
      { type: "navigate", url: "http://site.test/a", assertedEvents: [to("http://site.test/b?c=1")] },
      { type: "click", selectors: ["#go"], offsetX: 1, offsetY: 1, assertedEvents: [to("http://other.test/")] },
      { type: "keyDown", key: "Enter" },
      { type: "keyUp", key: "Enter", assertedEvents: [{ type: "navigation", title: "Done" }] },
    ]);
    expect(run).toBe(`  run: (context) =>
    context
      .navigate("/a")
      .waitForURL("/b?c=1")
      .click("#go")
      .waitForURL("http://other.test/")
      .keyboard.press("Enter")
      .waitForFunction((title) => document.title === title, "Done"),
});
`);
  });

  it("in a window belongs to what opened it", () => {
    const inWindow = { target: "http://site.test/help", selectors: ["#next"], offsetX: 1, offsetY: 1 };
    const run = runOf([
      { type: "click", selectors: ["#help"], offsetX: 1, offsetY: 1 },
      { type: "click", ...inWindow },
      { type: "hover", selectors: ["#a"] },
      { type: "click", ...inWindow },
      { type: "click", ...inWindow, target: "http://site.test/more" },
    ]);
    expect(run).toBe(`  run: async (context) => {
    const popup = await context.waitForPopup((page) => page.click("#help"));
    await context.onPage(popup, (page) => page.click("#next"));
    await context.hover("#a");
    await context.onPage(popup, (page) => page.click("#next"));
    // Not carried over: click in the window http://site.test/more
    // No step before it opens that window.
  },
});
`);
  });

  it("in a second window of one click is not taken for one of the click before", () => {
    const click = (selector: string, target?: string) => ({
      ...{ type: "click", selectors: [selector], offsetX: 1, offsetY: 1 },
      ...(target === undefined ? {} : { target }),
    });
    const [one, two] = ["http://site.test/one", "http://site.test/two"];
    const run = runOf([click("#first"), click("#both"), click("#a", one), click("#b", two), click("#last"), click("#c", two)]);
    expect(run).toBe(`  run: async (context) => {
    await context.click("#first");
    const popup = await context.waitForPopup((page) => page.click("#both"));
    await context.onPage(popup, (page) => page.click("#a"));
    await context
      // Not carried over: click in the window http://site.test/two
      // No step before it opens that window.
      .click("#last");
    // Not carried over: click in the window http://site.test/two
    // No step before it opens that window.
  },
});
`);
  });

  it("that waits for elements keeps count, state, attributes and properties", () => {
    const wait = (rest: object) =>
      runOf([{ type: "waitForElement", selectors: ["li"], ...rest }])
        .split("\n")
        .filter((line) => line.includes("wait"))
        .map((line) =>
          line
            .trim()
            .replace(/^context/, "")
            .replace(/,$/, ""),
        );
    expect(wait({})).toEqual(['.waitForSelector("li")']);
    expect(wait({ visible: false })).toEqual(['.waitForSelector("li", { state: "hidden" })']);
    expect(wait({ operator: ">=", count: 3 })).toEqual(['.waitForSelector(locator("li").nth(2))']);
    expect(wait({ operator: "<=", count: 3 })).toEqual(['.waitForSelector(locator("li").nth(3), { state: "detached" })']);
    expect(wait({ operator: "==", count: 2 })).toEqual([
      '.waitForSelector(locator("li").nth(1))',
      '.waitForSelector(locator("li").nth(2), { state: "detached" })',
    ]);
    expect(wait({ operator: "==", count: 0 })).toEqual(['.waitForSelector("li", { state: "detached" })']);
    expect(wait({ attributes: { id: "a" }, properties: { innerText: "b", value: "c" } })).toEqual([
      `.waitForSelector('li[id="a"]')`,
      `.waitForText('li[id="a"]', "b")`,
      `.waitForValue('li[id="a"]', "c")`,
    ]);
  });
});

describe("what cannot be carried over", () => {
  it.each([
    [{ type: "customStep", name: "coupon", parameters: { code: 1 } }, 'Only the extension that recorded the step "coupon"'],
    [{ type: "click", selectors: ["#a"], offsetX: 1, offsetY: 1, button: "back" }, "There is no click with the button back"],
    [{ type: "change", selectors: ["#f"], value: "C:\\fakepath\\me.png" }, 'add .setInputFiles(…, asset("./me.png"))'],
    [{ type: "keyDown", key: "SoftLeft" }, 'There is no key "SoftLeft"'],
    [{ type: "navigate", url: "chrome://newtab/" }, "Only pages of http and https can be opened"],
    [{ type: "scroll", frame: [0], y: 3 }, "Functions run in the page itself, not in its frames"],
    [{ type: "waitForExpression", expression: "if (" }, "It is not an expression of JavaScript"],
    [{ type: "waitForExpression", expression: '1), (console.log("PWNED")' }, "It is not an expression of JavaScript"],
    [{ type: "waitForExpression", expression: "1", frame: [0] }, "Functions run in the page itself"],
    [{ type: "waitForElement", selectors: ["#a"], properties: { disabled: true } }, "waits until the property disabled is true"],
    [{ type: "waitForElement", selectors: ["text/A"], attributes: { b: "c" } }, "waits for the attribute b="],
    [{ type: "emulateNetworkConditions", download: 0, upload: 0, latency: 0 }, "The network stays the same during an iteration"],
    [{ type: "close" }, "The user's page stays open"],
    [{ type: "hover" }, "Step does not have required selectors"],
    [{ type: "levitate" }, "levitate"],
  ])("stands as a comment with the reason: %o", (step, reason) => {
    const run = runOf([{ type: "hover", selectors: ["#first"] }, step]);
    const comments = run.split("\n").filter((line) => line.trim().startsWith("//"));
    const text = comments.map((line) => line.trim().slice(3)).join(" ");
    expect(text).toContain("Not carried over: ");
    expect(text).toContain(reason);
  });
});

describe("the scenario", () => {
  it("has the window, network and time-out that the recording begins with", () => {
    const device = { width: 400, height: 800, deviceScaleFactor: 2, isMobile: true, hasTouch: true, isLandscape: false };
    const steps = [
      { type: "setViewport", ...device },
      { type: "emulateNetworkConditions", download: 50_000, upload: 0, latency: 300 },
      { type: "click", selectors: ["#a"], offsetX: 1, offsetY: 1, deviceType: "touch" },
    ];
    const draft = recordingDraft(readRecording(JSON.stringify({ title: "Füll the form 2", timeout: 5000, steps }), "x"), "x");
    expect(draft.name).toBe("full-the-form-2");
    expect(draft.settings).toEqual({
      ...{ viewport: { width: 400, height: 800 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
      ...{ network: { downloadKbps: 400, latencyMs: 300 }, commandTimeout: 5000 },
    });
    expect(draft.steps).toMatchObject([{ step: "tap" }]);
  });

  it.each([
    ["{", "shop.json is not JSON"],
    ["[]", "shop.json is not a recording: it has no list of steps"],
    ['{ "steps": [], "timeout": 1e9 }', "shop.json is not a recording: Timeout"],
  ])("is refused for %s", (text, message) => {
    expect(() => readRecording(text, "shop.json")).toThrow(message);
  });
});
