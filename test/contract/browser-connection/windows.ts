import { describe, expect, it } from "vitest";
import { PageOperationError, type PagePort } from "../../../src/scenario/page-port.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

export function describeWindows(subject: BrowserUnderTest): void {
  /** Clicks on an element with this script, and waits for the popup that it opens. */
  const opened = async (script: string, from: PagePort = subject.page) => {
    const { patient } = subject;
    const watch = from.windows.watch();
    await from.evaluate(`() => { ${script} }`, [], patient);
    const number = await watch.opened(patient);
    watch.end();
    const popup = from.windows.popup(number);
    if (popup === undefined) throw new Error(`no popup ${number}`);
    return { number, popup };
  };
  const given = (body: string) => `/given?${new URLSearchParams({ body }).toString()}`;
  const closed = { kind: "closed", message: "the popup was closed" };

  describe("popups", () => {
    it("are pages of the same user, in which every operation works, and leave the page as it is", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      const { popup } = await opened(`window.open("/popup-form?x")`);
      expect(popup.url()).toBe(`${subject.odd.url}/popup-form?x`);
      await popup.fill("#name", "Ann", patient);
      await popup.pointer.click("#greet", { ...patient, force: false });
      expect(await popup.reads.innerText("#greeting", patient)).toBe("Hello Ann");
      await popup.navigate(`${subject.odd.url}/strict`, patient);
      expect(await popup.history.goBack(patient)).toBe(true);
      expect(await popup.evaluate("() => opener.location.pathname", [], patient)).toBe("/first-match");
      expect(page.url()).toBe(`${subject.odd.url}/first-match`);
    });

    it("share cookies and storage with the page", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      const { popup } = await opened(
        `localStorage.setItem("basket", "3"); document.cookie = "who=ann"; window.open("/popup-form")`,
      );
      expect(await popup.evaluate("() => [localStorage.basket, document.cookie]", [], patient)).toEqual(["3", "who=ann"]);
      await popup.evaluate(`() => { localStorage.setItem("seen", "yes"); }`, [], patient);
      expect(JSON.stringify(await page.storageState(patient))).toContain(`{"name":"seen","value":"yes"}`);
    });

    it("leave what they have stored for another site behind", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      const elsewhere = subject.odd.url.replace("127.0.0.1", "localhost");
      const { popup, number } = await opened(`window.open("${elsewhere}/popup-form")`);
      await popup.evaluate(`() => { localStorage.setItem("from", "popup"); }`, [], patient);
      const stored = { origin: elsewhere, localStorage: [{ name: "from", value: "popup" }], sessionStorage: [] };
      expect((await popup.storageState(patient)).origins).toEqual([stored]);
      await page.windows.close(number, patient);
      const state = await page.storageState(patient);
      expect(state.origins).toEqual([stored]);
      await page.resetStorageState(patient);
      await page.navigate(`${elsewhere}/popup-form`, patient);
      expect(await page.evaluate("() => localStorage.length", [], patient)).toBe(0);
      await page.restoreStorageState(state, patient);
      expect(await page.evaluate("() => localStorage.from", [], patient)).toBe("popup");
    });

    it.each([
      ["without an opener", `window.open("/popup-form", "", "noopener")`],
      [
        "by a link with a target",
        `document.body.innerHTML = '<a target="_blank" href="/popup-form">x</a>'; document.querySelector("a").click()`,
      ],
      [
        "by a form with a target",
        `document.body.innerHTML = '<form target="_blank" action="/popup-form"></form>'; document.querySelector("form").submit()`,
      ],
    ])("open %s", async (_, script) => {
      await subject.openOdd("/first-match");
      const { popup } = await opened(script);
      expect(await popup.reads.innerText("#name-label", subject.patient)).toBe("Name");
    });

    it("of another site work, with frames in them", async () => {
      await subject.openOdd("/first-match");
      const elsewhere = subject.odd.url.replace("127.0.0.1", "localhost");
      const framed = `${elsewhere}${given(`<iframe id="frame" src="${subject.odd.url}/popup-form"></iframe>`)}`;
      const { popup } = await opened(`window.open(${JSON.stringify(framed)})`);
      expect(await popup.reads.innerText("#frame >> internal:control=enter-frame >> #name-label", subject.patient)).toBe("Name");
    });

    it("without an address show what their opener writes", async () => {
      await subject.openOdd("/first-match");
      const { popup } = await opened(`window.open().document.write('<b id="written">written</b>')`);
      expect(await popup.reads.innerText("#written", subject.patient)).toBe("written");
    });

    it("open popups of their own, and answer dialogs as the user's page does", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      page.dialogs.answerWith(() => "accept");
      const first = await opened(`window.open("/popup-form")`);
      const second = await opened(`window.open("/first-match")`, first.popup);
      expect(second.number).toBe(first.number + 1);
      expect(page.windows.popup(second.number)).toBe(second.popup);
      expect(await second.popup.evaluate("() => confirm('Sure?')", [], patient)).toBe(true);
      const watch = second.popup.dialogs.watch();
      await second.popup.evaluate("() => { setTimeout(() => alert('Mind'), 20); }", [], patient);
      expect(await watch.next(patient)).toMatchObject({ type: "alert", message: "Mind" });
    });

    it("that close themselves have opened, and fail what acts in them", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      const { number, popup } = await opened(`window.open("/popup-form").close()`);
      await expect(popup.reads.innerText("#name-label", patient)).rejects.toMatchObject(closed);
      await page.windows.close(number, patient);
      const closing = await opened(`window.open("/popup-form")`);
      const waiting = expect(closing.popup.reads.innerText("#never", patient)).rejects.toMatchObject(closed);
      await closing.popup.evaluate("() => { setTimeout(close, 20); }", [], patient);
      await waiting;
    });

    it("are closed by number, and all at once, without asking", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      const asks = given(`<p id="text">asks</p><script>onbeforeunload = (event) => event.preventDefault();</script>`);
      const script = `window.open(${JSON.stringify(asks)})`;
      const [first, second] = [await opened(script), await opened(script)];
      await first.popup.pointer.click("#text", { ...patient, force: false });
      await page.windows.close(first.number, patient);
      await expect(first.popup.reads.innerText("#text", patient)).rejects.toMatchObject(closed);
      expect(await second.popup.reads.innerText("#text", patient)).toBe("asks");
      await page.windows.closeAll(5000);
      await expect(second.popup.reads.innerText("#text", patient)).rejects.toMatchObject(closed);
      expect(page.windows.popup(second.number)).toBeUndefined();
    });

    it("fail a wait for one that does not open in time", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      const watch = page.windows.watch();
      await subject.expectTimeout((brief) => watch.opened(brief), "a popup; none was opened");
      watch.end();
      expect((await opened(`window.open("/popup-form")`)).number).toBe(1);
      expect(await page.evaluate("() => 1", [], patient)).toBe(1);
    });

    it("fail the wait for them with the error status of their document, unless it is accepted", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      for (const accepted of [false, true]) {
        const watch = page.windows.watch();
        await page.evaluate(`() => { window.open("/nothing-here"); }`, [], patient);
        const outcome = await watch.opened({ ...patient, acceptStatus: () => accepted }).catch((error: unknown) => error);
        if (accepted) expect(outcome).toEqual(expect.any(Number));
        else expect(outcome).toMatchObject({ kind: "http", message: "GET /nothing-here answered 404" });
      }
    });

    it("fail the wait for them when their site is not reached", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      const watch = page.windows.watch();
      await page.evaluate(`() => { window.open("http://127.0.0.1:1/"); }`, [], patient);
      await expect(watch.opened(patient)).rejects.toMatchObject({
        kind: "connection",
        message: expect.stringContaining("http://127.0.0.1:1/ was not reached"),
      });
    });

    it("fail the wait for them when their document does not come", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      const watch = page.windows.watch();
      await page.evaluate(`() => { window.open("/never"); }`, [], patient);
      await subject.expectTimeout((brief) => watch.opened(brief), /popup/);
    });

    const paths = subject.connection.metadata().name === "chromium" ? ["/counter", "/plain"] : ["/plain"];

    // Playwright reports a popup only when its first document has begun.
    it.each(paths)("are measured as the user's own, from %s on", async (path) => {
      const { sink, user, target, patient } = subject;
      await subject.open("/plain");
      const { popup } = await opened(`window.open(${JSON.stringify(path)})`);
      if (path !== "/counter") await popup.navigate(`${target.url}/counter`, patient);
      await popup.waitForLiveView(patient);
      sink.counts.length = 0;
      sink.samples.length = 0;
      await popup.pointer.click("#inc", { ...patient, force: false });
      await popup.waitForPhxLoadingCompletion("click", "#inc", patient);
      await popup.evaluate("() => fetch('/plain').then((answer) => answer.text())", [], patient);
      await user.flush(5000);
      expect(sink.samples).toContainEqual(expect.objectContaining({ metric: "liveview_event_duration", dimension: "click" }));
      expect(sink.counts).toContainEqual({ metric: "http_requests", dimension: "2xx" });
    });

    it("are rejected with the context's end", async () => {
      const { connection, patient } = subject;
      await subject.openOdd("/first-match");
      const { popup } = await opened(`window.open("/popup-form")`);
      const waiting = expect(popup.reads.innerText("#never", patient)).rejects.toSatisfy(
        (error) => error instanceof PageOperationError && error.kind === "closed",
      );
      await connection.closeContext(subject.user, 5000);
      await waiting;
    });
  });
}
