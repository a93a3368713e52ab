import { describe, expect, it } from "vitest";
import type { OperationOptions } from "../../../src/scenario/page-port.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const WAIT = { timeout: 10_000 };

export function describeNavigation(subject: BrowserUnderTest): void {
  describe("navigation", () => {
    it("goes to a page and gives its URL", async () => {
      expect(subject.page.url()).toBe("about:blank");
      await subject.open("/plain");
      expect(subject.page.url()).toBe(`${subject.target.url}/plain`);
    });

    it("resolves at the load event", async () => {
      await subject.open("/slow-page?ms=200");
      expect(await subject.page.evaluate("() => document.readyState", [], subject.patient)).toBe("complete");
    });

    it("follows redirects", async () => {
      await subject.open("/redirect?to=/plain");
      expect(subject.page.url()).toBe(`${subject.target.url}/plain`);
    });

    it("treats documents of 4xx and 5xx as pages", async () => {
      await subject.open("/status/500");
      expect(await subject.text("h1")).toBe("Status 500");
      await subject.open("/status/404");
      expect(await subject.text("h1")).toBe("Status 404");
    });

    it.each(["/empty-500", "/empty-404"])("treats an empty error document as a page: %s", async (path) => {
      await subject.openOdd(path);
    });

    it("reloads", async () => {
      await subject.open("/plain");
      await subject.page.evaluate("() => { window.mark = 1; }", [], subject.patient);
      await subject.page.reload(subject.patient);
      expect(await subject.page.evaluate("() => typeof window.mark", [], subject.patient)).toBe("undefined");
    });

    it("goes to a fragment of the same document", async () => {
      await subject.open("/controls");
      await subject.open("/controls#focusable");
      expect(subject.page.url()).toBe(`${subject.target.url}/controls#focusable`);
    });

    it("fails with kind connection and the code when the connection is refused", async () => {
      await expect(subject.page.navigate("http://127.0.0.1:61999/", subject.patient)).rejects.toMatchObject({
        name: "PageOperationError",
        kind: "connection",
        message: expect.stringMatching(/http:\/\/127\.0\.0\.1:61999\/.*ERR_CONNECTION_REFUSED/),
      });
    });

    it("fails with kind connection when the name does not resolve", async () => {
      await expect(subject.page.navigate("http://nowhere.invalid/", subject.patient)).rejects.toMatchObject({
        kind: "connection",
        message: expect.stringContaining("ERR_NAME_NOT_RESOLVED"),
      });
    });

    it("stays at the browser's error page after a failure, and can be reloaded there", async () => {
      await subject.open("/plain");
      const { page, patient } = subject;
      await expect(page.navigate("http://127.0.0.1:61999/", patient)).rejects.toMatchObject({ kind: "connection" });
      expect(await page.reads.isVisible("#to-counter", patient)).toBe(false);
      await expect(page.reload(patient)).rejects.toMatchObject({
        kind: "connection",
        message: "the address was not reached: ERR_CONNECTION_REFUSED",
      });
    });

    it("fails with kind timeout and the URL when the page does not arrive", async () => {
      const address = `${subject.odd.url}/never`;
      await subject.expectTimeout((brief) => subject.page.navigate(address, brief), `${address} to load`);
    });

    it.each(["/no-content", "/reset-content"])(
      "fails at once with kind invalid on an answer that is not a page: %s",
      async (path) => {
        await subject.open("/plain");
        await expect(subject.openOdd(path)).rejects.toMatchObject({ kind: "invalid" });
        expect(subject.page.url()).toBe(`${subject.target.url}/plain`);
      },
    );

    it("fails at once with kind invalid on a download, and remains usable", async () => {
      await subject.open("/plain");
      await expect(subject.open("/download")).rejects.toMatchObject({ kind: "invalid" });
      await subject.open("/counter");
    });

    it("fails with kind invalid on an invalid URL", async () => {
      await expect(subject.page.navigate("nowhere", subject.patient)).rejects.toMatchObject({ kind: "invalid" });
    });

    it("leaves a page with a beforeunload dialog", async () => {
      await subject.openOdd("/stay");
      await subject.click("#stay");
      await subject.open("/plain");
      expect(subject.page.url()).toBe(`${subject.target.url}/plain`);
    });

    it("waits after a click for the next page", async () => {
      await subject.open("/plain");
      await subject.click("#to-counter");
      await subject.see("#inc");
      expect(subject.page.url()).toBe(`${subject.target.url}/counter`);
    });

    it("reports after a click that the next page did not arrive", async () => {
      const clickAnew = async (brief: OperationOptions) => {
        // A page that is already being left does not answer another click.
        await subject.openOdd("/to-never");
        await subject.click("#never", brief);
      };
      await subject.expectTimeout(clickAnew, /^#never.* the page that it leads to/);
    });

    it("opens popups that work, talk to their opener and are measured, and stays on its page", async () => {
      await subject.openOdd("/popups");
      await subject.click("#open");
      await subject.see('#heard:text-is("hello from /popup at 1280")');
      expect(await subject.page.evaluate("() => opened.closed", [], subject.patient)).toBe(false);
      await subject.click("#blank");
      expect(await subject.text("#still")).toBe("still here");
      await subject.click("#close");
      await expect.poll(() => subject.page.evaluate("() => opened.closed", [], subject.patient), WAIT).toBe(true);
    });

    it("keeps the most recent popups, and closes them with its context", async () => {
      await subject.openOdd("/popups");
      for (let count = 1; count <= 12; count++) {
        await subject.click("#another");
        await subject.see(`#others:text-is("${count}")`);
      }
      const open = () => subject.page.evaluate("() => others.filter(({ closed }) => !closed).length", [], subject.patient);
      await expect.poll(open, WAIT).toBe(8);
      const isFirstClosed = () => subject.page.evaluate("() => others[0].closed", [], subject.patient);
      expect(await isFirstClosed()).toBe(true);
    });

    it("does not close a popup on account of others that the page has closed", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/popups");
      const areOthersClosed = () => page.evaluate("() => others.slice(1).every(({ closed }) => closed)", [], patient);
      for (let count = 1; count <= 10; count++) {
        await subject.click("#another");
        await subject.see(`#others:text-is("${count}")`);
        await page.evaluate("() => others.slice(1).forEach((popup) => popup.close())", [], patient);
        await expect.poll(areOthersClosed, WAIT).toBe(true);
      }
      expect(await page.evaluate("() => others[0].closed", [], patient)).toBe(false);
    });

    it("answers dialogs automatically", async () => {
      await subject.open("/alert");
      await subject.click("#alert");
      expect(await subject.text("#answer")).toBe("alerted");
      await subject.click("#confirm");
      expect(await subject.text("#answer")).toBe("no");
      await subject.click("#prompt");
      expect(await subject.text("#answer")).toBe("null");
    });

    it("stops waiting at once when its signal is aborted", async () => {
      const stop = new AbortController();
      const going = subject.page.navigate(`${subject.odd.url}/never`, { timeoutMs: 60_000, signal: stop.signal });
      stop.abort();
      await expect(going).rejects.toMatchObject({ name: "PageOperationError", kind: "aborted" });
    });

    it.each<[string, (options: OperationOptions) => Promise<unknown>]>([
      ["navigate", (options) => subject.page.navigate(`${subject.odd.url}/never`, options)],
      ["reload", (options) => subject.page.reload(options)],
      ["goBack", (options) => subject.page.history.goBack(options)],
    ])("does not disturb the next operation when it is abandoned: %s", async (_name, begin) => {
      await subject.open("/dead");
      await subject.open("/plain");
      for (let round = 0; round < 5; round++) {
        const stop = new AbortController();
        const begun = begin({ ...subject.patient, signal: stop.signal });
        stop.abort();
        await expect(begun).rejects.toMatchObject({ kind: "aborted" });
        await subject.open("/plain");
      }
    });

    it("does not begin if its signal is already aborted", async () => {
      await subject.open("/plain");
      const options = { timeoutMs: 60_000, signal: AbortSignal.abort() };
      await expect(subject.page.navigate(`${subject.target.url}/counter`, options)).rejects.toMatchObject({ kind: "aborted" });
      expect(subject.page.url()).toBe(`${subject.target.url}/plain`);
    });
  });
}
