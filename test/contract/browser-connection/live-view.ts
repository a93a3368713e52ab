import { describe, expect, it } from "vitest";
import type { BrowserUnderTest } from "../browser-connection-host.js";

export function describeLiveView(subject: BrowserUnderTest): void {
  const clicksOf = () => subject.target.stats().events.byType.click ?? 0;

  describe("LiveView", () => {
    it("is live when every root is connected", async () => {
      for (const path of ["/counter", "/nested", "/multi", "/longpoll"]) {
        await subject.openLive(path);
        expect(await subject.page.liveViewState(subject.patient)).toEqual({ present: true, connected: true });
      }
    });

    it("is awaited while it mounts", async () => {
      await subject.open("/join-slow?ms=300");
      await subject.page.waitForLiveView(subject.patient);
      expect(await subject.text("#state")).toBe("connected");
    });

    describe("in a LiveView", () => {
      const live = { present: true, connected: true };
      const isLive = () => subject.page.liveViewState(subject.patient);
      const classOf = (selector: string) => subject.page.reads.getAttribute(selector, "class", subject.patient);
      const counted = (selector: string, count: number) => subject.see(`${selector}:text-is("${count}")`);

      it("is still connected and works after a view around it was patched", async () => {
        await subject.openLive("/nested");
        for (const count of [1, 2]) {
          await subject.click("#inc");
          await counted("#count", count);
          // The official client does this, so the classes alone are not enough.
          expect(await classOf("#child")).toBeNull();
          await subject.page.waitForLiveView(subject.patient);
          expect(await isLive()).toEqual(live);
          await subject.click("#child-inc");
          await counted("#child-count", count);
        }
      });

      it("is awaited when it is added later, and no longer when it is removed", async () => {
        await subject.openLive("/nested");
        await subject.click("#toggle");
        await subject.page.waitForSelector("#late", { ...subject.patient, state: "attached" });
        await subject.page.waitForLiveView(subject.patient);
        expect(await subject.text("#late-count")).toBe("0");
        await subject.click("#toggle");
        await subject.page.waitForSelector("#late", { ...subject.patient, state: "detached" });
        expect(await isLive()).toEqual(live);
      });

      it("is not connected between its crash and its restart, whatever is patched meanwhile", async () => {
        await subject.openLive("/nested");
        await subject.click("#child-inc");
        await counted("#child-count", 1);
        await subject.click("#child-boom");
        await subject.see("#child.phx-error");
        expect(await isLive()).toEqual({ present: true, connected: false });
        await subject.click("#inc");
        await counted("#count", 1);
        expect(await classOf("#child")).toBeNull();
        await subject.page.waitForLiveView(subject.patient);
        expect(await subject.text("#child-count")).toBe("0");
        await subject.click("#child-inc");
        await counted("#child-count", 1);
      });

      it("is not connected while the socket is lost, and connected again afterwards", async () => {
        await subject.openLive("/nested");
        await subject.click("#inc");
        await counted("#count", 1);
        subject.target.refuseSockets(true);
        subject.target.dropSockets();
        await subject.see(".phx-client-error");
        expect(await isLive()).toEqual({ present: true, connected: false });
        subject.target.refuseSockets(false);
        await subject.page.waitForLiveView(subject.patient);
        expect(await subject.text("#child-count")).toBe("0");
      });

      it("stays connected through a live navigation when it is sticky", async () => {
        await subject.openLive("/sticky/1");
        await subject.click("#sticky-inc");
        await counted("#sticky-count", 1);
        await subject.click("#next");
        await subject.see('#here:text-is("Page 2")');
        await subject.click("#inc");
        await counted("#count", 1);
        await subject.page.waitForLiveView(subject.patient);
        expect(await isLive()).toEqual(live);
        await subject.click("#sticky-inc");
        await counted("#sticky-count", 2);
      });
    });

    it("is absent on other pages", async () => {
      await subject.open("/plain");
      expect(await subject.page.liveViewState(subject.patient)).toMatchObject({ present: false });
      await subject.expectTimeout((brief) => subject.page.waitForLiveView(brief), /^a live view .* to be on the page$/);
    });

    it("is not live while its socket is rejected", async () => {
      subject.target.refuseSockets(true);
      await subject.open("/counter");
      expect(await subject.page.liveViewState(subject.patient)).toEqual({ present: true, connected: false });
      await subject.expectTimeout((brief) => subject.page.waitForLiveView(brief), /to be connected/);
      subject.target.refuseSockets(false);
    });

    it("is awaited through a navigation", async () => {
      await subject.open("/plain");
      const waiting = subject.page.waitForLiveView(subject.patient);
      await subject.click("#to-counter");
      await waiting;
      expect(subject.page.url()).toBe(`${subject.target.url}/counter`);
    });

    it("receives each of five quick clicks", async () => {
      subject.target.resetStats();
      await subject.openLive("/counter?delay=300");
      const held: boolean[] = [];
      for (let click = 0; click < 5; click++) held.push((await subject.click("#inc")).wasHeld);
      await subject.page.waitForPhxLoadingCompletion("click", "#inc", subject.patient);
      expect(await subject.text("#count")).toBe("5");
      expect(clicksOf()).toBe(5);
      expect(held[0]).toBe(false);
      // Not each of them on a busy machine, where a click may return after its reply has come.
      expect(held).toContain(true);
    });

    it("receives clicks by selectors beyond CSS", async () => {
      subject.target.resetStats();
      await subject.openLive("/counter?delay=1000");
      await subject.click("text=+");
      expect((await subject.click("text=+")).wasHeld).toBe(true);
      await subject.page.waitForPhxLoadingCompletion("click", "text=+", subject.patient);
      expect(clicksOf()).toBe(2);
    });

    it("drops a forced click while the element awaits its reply", async () => {
      subject.target.resetStats();
      await subject.openLive("/counter?delay=2000");
      for (let click = 0; click < 3; click++) expect(await subject.click("#inc", { force: true })).toEqual({ wasHeld: false });
      await subject.page.waitForPhxLoadingCompletion("click", "#inc", subject.patient);
      expect(clicksOf()).toBe(1);
    });

    it("holds a click inside an element that awaits its reply, and reports the cause of a timeout", async () => {
      await subject.openOdd("/live-signs");
      await subject.expectTimeout((brief) => subject.click("#inner", brief), /^#inner .*reply/);
      expect(await subject.text("#clicks")).toBe("0");
      const clicking = subject.click("#inner");
      await subject.page.evaluate(
        `() => new Promise((done) => setTimeout(() => { document.querySelector("#outer").removeAttribute("data-phx-ref-src"); done(); }, 200))`,
        [],
        subject.patient,
      );
      expect((await clicking).wasHeld).toBe(true);
      expect(await subject.text("#clicks")).toBe("1");
    });

    it("holds a click inside an element whose bindings have another prefix than phx-", async () => {
      await subject.openBody(
        `<button id="outer" data-on-click="x" data-phx-ref-src="1" onclick="this.title = 'clicked'"><b><i id="inner">in</i></b></button>`,
      );
      await subject.expectTimeout((brief) => subject.click("#inner", brief), /^#inner .*reply/);
      expect(await subject.page.reads.getAttribute("#outer", "title", subject.patient)).toBe(null);
    });

    it("ends a held click when its signal is aborted", async () => {
      await subject.openOdd("/live-signs");
      const stop = new AbortController();
      const clicking = subject.click("#inner", { signal: stop.signal });
      stop.abort();
      await expect(clicking).rejects.toMatchObject({ kind: "aborted" });
    });

    it("has handled an event when its element is no longer marked or is gone", async () => {
      await subject.openLive("/slow?ms=300");
      await subject.click("#slow");
      await subject.page.waitForPhxLoadingCompletion("click", "#slow", subject.patient);
      expect(await subject.text("#done")).toBe("1");
      await subject.page.waitForPhxLoadingCompletion("click", "#slow", subject.patient);
      await subject.page.waitForPhxLoadingCompletion("click", "#nope", subject.patient);
      await subject.page.waitForPhxLoadingCompletion("click", "text=nope", subject.patient);
      await subject.openLive("/vanish");
      await subject.click("#gone");
      await subject.page.waitForPhxLoadingCompletion("click", "#gone", subject.patient);
      await subject.see("#trace");
    });

    it("reports which element was still loading", async () => {
      await subject.openLive("/slow?ms=5000");
      await subject.click("#slow");
      await subject.expectTimeout(
        (brief) => subject.page.waitForPhxLoadingCompletion("click", "#slow", brief),
        /^#slow to lose phx-click-loading/,
      );
    });

    it("receives a submitted form", async () => {
      await subject.openLive("/form");
      await subject.page.fill("#name", "Ada", subject.patient);
      await subject.page.fill("#email", "ada@example.test", subject.patient);
      await subject.page.submitForm("#signup-form", subject.patient);
      await subject.page.waitForPhxLoadingCompletion("submit", "#signup-form", subject.patient);
      expect(await subject.text("#saved")).toContain("Saved Ada <ada@example.test>");
    });

    it("receives every form submitted while it answers another", async () => {
      subject.target.resetStats();
      await subject.openLive("/form");
      for (let time = 0; time < 3; time++) await subject.page.submitForm("#signup-form", subject.patient);
      await subject.page.waitForPhxLoadingCompletion("submit", "#signup-form", subject.patient);
      expect(subject.target.stats().events.byName.save).toBe(3);
    });
  });
}
