import { describe, expect, it } from "vitest";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const ALL_TROUBLES = [
  "GET /missing.js answered 404",
  "the page threw ReferenceError: startApp is not defined",
  "the page threw TypeError: no answer",
  'the page threw "a text"',
  "GET http://127.0.0.1:61999/logo.png failed: ERR_CONNECTION_REFUSED",
  "WebSocket /live/websocket failed: Error during WebSocket handshake: Unexpected response code: 404",
];

export function describeTroubles(subject: BrowserUnderTest): void {
  const troubles = () => subject.page.troubles();

  describe("a page's problems", () => {
    it("are failed requests and uncaught errors", async () => {
      await subject.openOdd("/troubled");
      await expect.poll(() => [...troubles()].sort(), { timeout: 20_000 }).toEqual([...ALL_TROUBLES].sort());
    });

    it("are forgotten with the page", async () => {
      await subject.openOdd("/troubled");
      await expect.poll(() => troubles().length, { timeout: 20_000 }).toBe(ALL_TROUBLES.length);
      await subject.openOdd("/ways");
      expect(troubles()).toEqual([]);
    });

    it("are kept when the page goes to a fragment", async () => {
      await subject.openOdd("/troubled");
      await expect.poll(() => troubles().length, { timeout: 20_000 }).toBe(ALL_TROUBLES.length);
      await subject.openOdd("/troubled#part");
      expect(troubles()).toHaveLength(ALL_TROUBLES.length);
    });

    it("include the page's own document", async () => {
      await subject.openOdd("/busy");
      expect(troubles()).toEqual(["GET /busy answered 503"]);
    });

    it("are counted when repeated", async () => {
      await subject.openOdd("/repeats");
      await expect
        .poll(troubles, { timeout: 20_000 })
        .toEqual([expect.stringMatching(/^the page threw RangeError: again \(\d+ times\)$/)]);
    });

    it("are empty on a sound page", async () => {
      await subject.openLive("/counter");
      await subject.click("#inc");
      expect(troubles()).toEqual([]);
    });
  });
}
