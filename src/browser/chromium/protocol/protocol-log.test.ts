import { describe, expect, it } from "vitest";
import { debugged } from "../../../../test/fixtures/debugged.js";
import { logAnswer, logCommand, logEvent } from "./protocol-log.js";

const session = "D0041AF5AA";

describe("the log of the DevTools protocol", () => {
  it("writes commands, answers with their time, and events, with the session that they belong to", () => {
    const lines = debugged("cdp");
    const text = '{"id":7,"method":"Page.navigate","params":{"url":"http://a.test/"},"sessionId":"D0041AF5AA"}';
    logCommand({ id: 7, method: "Page.navigate", session, text });
    logCommand({ id: 8, method: "Browser.getVersion", session: undefined, text: '{"id":8,"method":"Browser.getVersion"}' });
    const answer = { id: 7, method: "Page.navigate", session, tookMs: 12.34 };
    logAnswer({ ...answer, text: '{"id":7,"result":{"frameId":"F"},"sessionId":"D0041AF5AA"}' });
    logAnswer({ ...answer, text: '{"id":7,"error":{"code":-32000,"message":"no"},"sessionId":"D0041AF5AA"}' });
    logEvent(
      "Page.loadEventFired",
      session,
      '{"method":"Page.loadEventFired","params":{"timestamp":1},"sessionId":"D0041AF5AA"}',
    );
    expect(lines).toEqual([
      'cdp D0041AF5 → #7 Page.navigate {"url":"http://a.test/"}',
      "cdp browser → #8 Browser.getVersion",
      'cdp D0041AF5 ← #7 Page.navigate in 12.3 ms, result {"frameId":"F"}',
      'cdp D0041AF5 ← #7 Page.navigate in 12.3 ms, error {"code":-32000,"message":"no"}',
      'cdp D0041AF5 ← Page.loadEventFired {"timestamp":1}',
    ]);
  });

  it.each([
    "Network.setCookies",
    "Storage.getCookies",
    "DOMStorage.getDOMStorageItems",
    "Network.requestWillBeSentExtraInfo",
    "Input.insertText",
    "Page.addScriptToEvaluateOnNewDocument",
    "Fetch.continueWithAuth",
    "Network.setExtraHTTPHeaders",
  ])("does not show what %s carries: it may be the token of a session", (method) => {
    const lines = debugged("cdp");
    const text = `{"method":"${method}","params":{"name":"_app_key","value":"SFMyNTY"},"result":{"value":"SFMyNTY"}}`;
    logCommand({ id: 1, method, session, text });
    logAnswer({ id: 1, method, session, text, tookMs: 1 });
    logEvent(method, session, text);
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toContain("SFMyNTY");
  });

  it.each([
    ["a script that restores storage", `{"id":1,"params":{"expression":"for (const s of [[localStorage, [{SFMyNTY"}}`],
    ["the storage that was read", `{"id":1,"result":{"result":{"value":{"localStorage":[{"name":"t","value":"SFMyNTY"}]}}}}`],
    ["session storage", `{"id":1,"result":{"result":{"value":{"sessionStorage":[{"name":"t","value":"SFMyNTY"}]}}}}`],
    ["typed text", `{"id":1,"params":{"expression":"liveload.fill({\\"value\\":\\"SFMyNTY\\"})"}}`],
    ["the body of a request", `{"id":1,"params":{"request":{"postData":"a=\\"&b=SFMyNTY","method":"POST"}}}`],
    ["a body that is cut off", `{"id":1,"params":{"request":{"postData":"SFMyNTY${"x".repeat(2000)}"}}}`],
  ])("does not show %s", (_, text) => {
    const lines = debugged("cdp");
    logCommand({ id: 1, method: "Runtime.evaluate", session, text });
    logAnswer({ id: 1, method: "Runtime.evaluate", session, text, tookMs: 1 });
    logEvent("Network.requestWillBeSent", session, text);
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toContain("SFMyNTY");
  });
});
