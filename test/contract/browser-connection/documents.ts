import { describe, expect, it } from "vitest";
import type { OperationOptions, PageOperationError } from "../../../src/scenario/page-port.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const NOTHING = () => false;

export function describeDocuments(subject: BrowserUnderTest): void {
  /** Options of an operation that fails on error documents. */
  const judging = (acceptStatus: (status: number) => boolean = NOTHING): OperationOptions => ({
    ...subject.patient,
    acceptStatus,
  });
  const goTo = (path: string, options = judging()) => subject.page.navigate(`${subject.odd.url}${path}`, options);
  const answered = (message: string) => ({ name: "PageOperationError", kind: "http", message });
  const leftOver = () => subject.page.takeRefusedDocument(NOTHING);
  /** The document that arrived while no operation was pending. */
  const eventuallyLeftOver = async () => {
    let error: PageOperationError | undefined;
    await expect.poll(() => (error = leftOver()), { timeout: 20_000 }).toBeDefined();
    return error;
  };

  describe("documents of 4xx and 5xx", () => {
    it.each([
      ["/not-found", "GET /not-found answered 404"],
      ["/broken", "GET /broken answered 500"],
      ["/empty-500", "GET /empty-500 answered 500"],
      ["/empty-404", "GET /empty-404 answered 404"],
      ["/secret", "GET /secret answered 401"],
      ["/chain", "GET /busy answered 503"],
      ["/products/4711?token=1", "GET /products/4711 answered 404"],
    ])("fail a navigation: %s", async (path, message) => {
      await expect(goTo(path)).rejects.toMatchObject(answered(message));
      expect(leftOver()).toBeUndefined();
    });

    it("are still shown, and the page remains usable", async () => {
      await expect(goTo("/busy")).rejects.toMatchObject({ kind: "http" });
      expect(await subject.page.reads.innerText("#heading", judging())).toBe("Busy");
      await goTo("/ways");
      expect(await subject.page.reads.innerText("#heading", judging())).toBe("Ways");
    });

    it("fail a reload", async () => {
      await subject.openOdd("/busy");
      expect(leftOver()).toMatchObject(answered("GET /busy answered 503"));
      await expect(subject.page.reload(judging())).rejects.toMatchObject(answered("GET /busy answered 503"));
    });

    it("are accepted if their status is", async () => {
      await goTo(
        "/not-found",
        judging((status) => status === 404),
      );
      await subject.page.reload(judging((status) => status === 404));
      expect(leftOver()).toBeUndefined();
      await expect(
        goTo(
          "/broken",
          judging((status) => status === 404),
        ),
      ).rejects.toMatchObject({ kind: "http" });
    });

    it.each([
      ["#link", "GET /not-found answered 404"],
      ["#chain", "GET /busy answered 503"],
      ["#send", "POST /broken answered 500"],
    ])("fail the click that leads to them: %s", async (selector, message) => {
      await goTo("/ways");
      await expect(subject.page.pointer.click(selector, { ...judging(), force: false })).rejects.toMatchObject(answered(message));
      expect(leftOver()).toBeUndefined();
      expect(await subject.page.reads.isVisible(selector, judging())).toBe(false);
    });

    it.each([
      ["#post", "POST /broken answered 500"],
      ["#search", "GET /busy answered 503"],
      ["#post-then-get", "GET /broken answered 500"],
    ])("fail the submit that leads to them: %s", async (selector, message) => {
      await goTo("/ways");
      await expect(subject.page.submitForm(selector, judging())).rejects.toMatchObject(answered(message));
      expect(leftOver()).toBeUndefined();
    });

    it("fail a pending wait at once when a script navigates to them", async () => {
      await goTo("/ways");
      await subject.page.pointer.click("#soon", { ...judging(), force: false });
      const waiting = subject.page.waitForSelector("#never", { ...judging(), state: "visible" });
      await expect(waiting).rejects.toMatchObject(answered("GET /not-found answered 404"));
      expect(leftOver()).toBeUndefined();
    });

    it("are kept until the next query when no operation was pending, and reported once", async () => {
      await goTo("/ways");
      await subject.page.evaluate(`() => { location = "/busy"; }`, [], subject.patient);
      expect(await eventuallyLeftOver()).toMatchObject(answered("GET /busy answered 503"));
      expect(leftOver()).toBeUndefined();
      await subject.page.reads.content(judging());
    });

    it("fail a navigation even if their script moves on to another page", async () => {
      await expect(goTo("/goes-on")).rejects.toMatchObject(answered("GET /goes-on answered 503"));
      await subject.page.waitForSelector("#link", { ...judging(), state: "visible" });
      expect(leftOver()).toBeUndefined();
    });

    it.each(["/framed-error", "/framed-error-elsewhere"])(
      "fail no operation in a frame, but are reported as a problem: %s",
      async (path) => {
        await goTo(path);
        await subject.page.reads.innerText("#heading", judging());
        expect(leftOver()).toBeUndefined();
        await expect
          .poll(() => subject.page.troubles(), { timeout: 20_000 })
          .toEqual([expect.stringMatching(/^GET \S*\/broken answered 500$/)]);
      },
    );

    it("do not include fetched, pushed or scrolled-to URLs", async () => {
      await goTo("/ways");
      await subject.page.pointer.click("#fetches", { ...judging(), force: false });
      await expect.poll(() => subject.text("#fetches"), { timeout: 20_000 }).toBe("Fetched");
      await subject.page.pointer.click("#part", { ...judging(), force: false });
      await subject.page.pointer.click("#pushes", { ...judging(), force: false });
      expect(await subject.page.reads.innerText("#heading", judging())).toBe("Ways");
      expect(leftOver()).toBeUndefined();
    });

    it("do not include answers without a page or downloads", async () => {
      for (const path of ["/no-content", "/reset-content", "/report.csv"]) {
        await goTo("/ways");
        await expect(goTo(path)).rejects.toMatchObject({ kind: "invalid" });
      }
      await goTo("/ways");
      for (const selector of ["#download", "#nowhere"])
        await subject.page.pointer.click(selector, { ...judging(), force: false });
      expect(await subject.page.reads.innerText("#heading", judging())).toBe("Ways");
      expect(leftOver()).toBeUndefined();
    });

    it("do not include unchanged pages", async () => {
      await goTo("/unchanged");
      await subject.page.reload(judging());
      await goTo("/unchanged");
      expect(leftOver()).toBeUndefined();
    });

    it("can come from a service worker", async () => {
      await goTo("/registers");
      await expect.poll(() => subject.text("#heading"), { timeout: 20_000 }).toBe("ready");
      await expect(goTo("/offline")).rejects.toMatchObject(answered("GET /offline answered 503"));
      expect(leftOver()).toBeUndefined();
    });
  });
}
