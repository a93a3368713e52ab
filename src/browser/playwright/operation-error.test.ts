import { describe, expect, it } from "vitest";
import { PageOperationError } from "../../scenario/page-port.js";
import { toPageOperationError } from "./operation-error.js";

const dim = (line: string) => `\u001b[2m${line}\u001b[22m`;

/** An error as Playwright throws it. */
function thrown(name: string, headline: string, ...log: string[]): Error {
  const error = new Error(log.length === 0 ? headline : `${headline}\nCall log:\n${log.map(dim).join("\n")}\n`);
  error.name = name;
  return error;
}

const timeout = (...log: string[]) => thrown("TimeoutError", "page.click: Timeout 400ms exceeded.", ...log);
const map = (error: unknown, extra = {}) => toPageOperationError(error, { subject: "#it", timeoutMs: 400.2, ...extra });

describe("a Playwright error", () => {
  it.each([
    ["#nope to be attached", ["  - waiting for locator('#nope')"]],
    [
      "#it to be enabled",
      ["  - waiting for locator('#it')", "    - locator resolved to <b>", "      - element is not enabled", "    - retrying"],
    ],
    ["#it not to be inert", ["  - waiting for locator('#it')", "      - element is inert"]],
    ["#it to be hidden", ["  - waiting for locator('#it') to be hidden", "    9 × locator resolved to visible <input>"]],
    [
      '#it to receive clicks: it is covered by <div id="overlay"></div>',
      [
        "  - waiting for locator('#it')",
        "    2 × element is visible, enabled and stable",
        '      - <div id="overlay"></div> intercepts pointer events',
      ],
    ],
    [
      "#drop to be attached",
      ["  - waiting for locator('#drag')", "    - navigations have finished", "  - waiting for locator('#drop')"],
    ],
    ["http://x/ to load", ['  - navigating to "http://x/", waiting until "load"']],
    ["[name='a'] to be attached", ["  - waiting for locator('[name=\\'a\\']').first()"]],
    ["getByText('Go') to be attached", ["  - waiting for getByText('Go')"]],
    ["#it", []],
  ])("that is a time-out names what it waited for: %s", (what, log) => {
    expect(map(timeout(...log))).toMatchObject({ kind: "timeout", message: `waited 400 ms for ${what}` });
  });

  it.each([
    ["page.goto: net::ERR_CONNECTION_REFUSED at http://x/", "connection", "http://x/ was not reached: ERR_CONNECTION_REFUSED"],
    ["page.goto: net::ERR_ABORTED at http://x/", "invalid", "http://x/ did not answer with a page"],
    ["page.goto: Download is starting", "invalid", "the address is a download, not a page: wait for it with waitForDownload"],
    ["page.goto: Protocol error (Page.navigate): Cannot navigate to invalid URL", "invalid", "not an absolute URL"],
    ["page.click: Target page, context or browser has been closed", "closed", "the page is gone"],
    ["page.click: Target crashed", "closed", "the page is gone"],
    ["page.check: Error: Not a checkbox or radio button", "invalid", "Not a checkbox or radio button"],
    ['page.press: Unknown key: "Nokey"', "invalid", 'Unknown key: "Nokey"'],
  ])("%s is of the right kind", (headline, kind, message) => {
    expect(map(thrown("Error", headline, "  - waiting for locator('#it')"))).toMatchObject({ kind, message });
  });

  it("about a strict selector describes the first elements", () => {
    const found = ["<a>1</a> aka getByText('1')", "<a>2</a> aka x", "<a>3</a> aka x", "<a>4</a> aka x"];
    const lines = found.map((one, at) => `\n    ${at + 1}) ${one}`).join("");
    const error = thrown("Error", `page.$: Error: strict mode violation: locator('a') resolved to 4 elements:${lines}\n`);
    expect(map(error)).toMatchObject({
      kind: "invalid",
      message: "strict mode violation: locator('a') resolved to 4 elements: <a>1</a>, <a>2</a>, <a>3</a>, …",
    });
  });

  it("in the user's own function is of kind script", () => {
    const error = thrown("Error", "TypeError: boom\n    at eval (<anonymous>)");
    expect(map(error, { runsUserCode: true })).toMatchObject({ kind: "script", message: "TypeError: boom", cause: error });
  });

  it("that aborts is of kind aborted", () => {
    expect(map(thrown("AbortError", "page.click: stop"))).toMatchObject({ kind: "aborted" });
  });

  it("that is already a page operation's error stays as it is", () => {
    const error = new PageOperationError("closed", "gone");
    expect(map(error)).toBe(error);
  });

  it("that is not an Error becomes one", () => {
    expect(map("odd")).toMatchObject({ name: "PageOperationError", kind: "invalid", message: "odd" });
  });

  it("becomes one line of limited length", () => {
    const { message } = map(thrown("Error", `page.click: ${"long ".repeat(200)}\nsecond line`));
    expect(message).not.toContain("\n");
    expect(message.length).toBeLessThan(420);
  });
});
