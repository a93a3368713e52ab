import { describe, expect, it } from "vitest";
import type { BrowserUnderTest } from "../browser-connection-host.js";

/** The state of the document, as the page tells it. */
const STATE = "() => document.readyState";

export function describeHistory(subject: BrowserUnderTest): void {
  const goTo = (path: string) => `${subject.odd.url}${path}`;

  describe("history", () => {
    it("goes back and forward, to documents that load anew", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      await subject.openOdd("/strict");
      expect(await page.history.goBack(patient)).toBe(true);
      expect(page.url()).toBe(goTo("/first-match"));
      expect(await subject.text(".twin")).toBe("one");
      expect(await page.evaluate(STATE, [], patient)).toBe("complete");
      expect(await page.history.goForward(patient)).toBe(true);
      expect(page.url()).toBe(goTo("/strict"));
      expect(await subject.text("#text")).toBe("strict");
    });

    it("goes back and forward within a document", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      await page.evaluate("() => { history.pushState(null, '', '?second'); window.mark = 1; }", [], patient);
      await subject.openOdd("/first-match?second#part");
      expect(await page.history.goBack(patient)).toBe(true);
      expect(page.url()).toBe(goTo("/first-match?second"));
      expect(await page.history.goBack(patient)).toBe(true);
      expect(page.url()).toBe(goTo("/first-match"));
      expect(await page.history.goForward(patient)).toBe(true);
      expect(page.url()).toBe(goTo("/first-match?second"));
      expect(await page.evaluate("() => window.mark", [], patient)).toBe(1);
    });

    it("stays where it is when there is no such entry", async () => {
      const { page, patient } = subject;
      expect(await page.history.goBack(patient)).toBe(false);
      await subject.openOdd("/strict");
      expect(await page.history.goForward(patient)).toBe(false);
      expect(page.url()).toBe(goTo("/strict"));
    });

    it("fails with kind http when the entry answers with an error status", async () => {
      const { page, patient } = subject;
      const acceptStatus = (status: number) => status === 404;
      await page.navigate(goTo("/nothing-here"), { ...patient, acceptStatus });
      await subject.openOdd("/strict");
      await expect(page.history.goBack({ ...patient, acceptStatus: () => false })).rejects.toMatchObject({
        kind: "http",
        message: "GET /nothing-here answered 404",
      });
      expect(await page.history.goForward(patient)).toBe(true);
      expect(await page.history.goBack({ ...patient, acceptStatus })).toBe(true);
    });

    it("fails with kind timeout when the previous page does not come", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/strict");
      await page.evaluate("() => { history.replaceState(null, '', '/never'); }", [], patient);
      await subject.openOdd("/first-match");
      await subject.expectTimeout((brief) => page.history.goBack(brief), "the previous page of the history to load");
      await subject.openOdd("/strict");
    });

    it("ends at once when its signal is aborted", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/strict");
      await page.evaluate("() => { history.replaceState(null, '', '/never'); }", [], patient);
      await subject.openOdd("/first-match");
      const stop = new AbortController();
      const going = page.history.goBack({ timeoutMs: 60_000, signal: stop.signal });
      stop.abort();
      await expect(going).rejects.toMatchObject({ kind: "aborted" });
      await subject.openOdd("/strict");
    });
  });

  describe("waitUntil", () => {
    /** A page whose load event never comes, and one whose script, and so the end of parsing, never does. */
    const unloaded = () => goTo(`/given?${new URLSearchParams({ body: `<p id="p">here</p><img src="/never">` }).toString()}`);
    const unparsed = () =>
      goTo(`/given?${new URLSearchParams({ body: `<p id="p">here</p><script src="/never"></script>` }).toString()}`);

    it("resolves when the document is parsed", async () => {
      const { page, patient } = subject;
      await page.navigate(unloaded(), { ...patient, waitUntil: "domcontentloaded" });
      expect(await page.evaluate(STATE, [], patient)).toBe("interactive");
      await page.reload({ ...patient, waitUntil: "domcontentloaded" });
      expect(await page.evaluate(STATE, [], patient)).toBe("interactive");
      await subject.openOdd("/strict");
      expect(await page.history.goBack({ ...patient, waitUntil: "domcontentloaded" })).toBe(true);
      expect(await page.evaluate(STATE, [], patient)).toBe("interactive");
    });

    it("resolves when the document is committed", async () => {
      const { page, patient } = subject;
      await page.navigate(unparsed(), { ...patient, waitUntil: "commit" });
      expect(await subject.text("#p")).toBe("here");
      expect(await page.evaluate(STATE, [], patient)).toBe("loading");
      await page.reload({ ...patient, waitUntil: "commit" });
      expect(await page.evaluate(STATE, [], patient)).toBe("loading");
      await subject.openOdd("/strict");
      expect(await page.history.goBack({ ...patient, waitUntil: "commit" })).toBe(true);
      expect(page.url()).toBe(unparsed());
    });

    it("waits for the load event by default, and says so in vain", async () => {
      await subject.expectTimeout((brief) => subject.page.navigate(unloaded(), brief), `${unloaded()} to load`);
    });

    it("resolves when the network is idle, after requests that follow the load event", async () => {
      const { page, patient } = subject;
      const script = `onload = () => setTimeout(async () => { await fetch("/slow-answer?ms=700"); said.textContent = "done"; }, 100);`;
      const address = goTo(
        `/given?${new URLSearchParams({ body: `<p id="said">none</p><script>${script}</script>` }).toString()}`,
      );
      await page.navigate(address, patient);
      expect(await subject.text("#said")).toBe("none");
      await page.navigate(address, { ...patient, waitUntil: "networkidle" });
      expect(await subject.text("#said")).toBe("done");
      await page.reload({ ...patient, waitUntil: "networkidle" });
      expect(await subject.text("#said")).toBe("done");
      await subject.openOdd("/strict");
      expect(await page.history.goBack({ ...patient, waitUntil: "networkidle" })).toBe(true);
      expect(await subject.text("#said")).toBe("done");
    });

    it("does not wait for requests of the page that was left", async () => {
      const { page, patient } = subject;
      await subject.openBody(`<script>setInterval(() => fetch("/never").catch(() => {}), 20);</script>`);
      await page.navigate(goTo("/strict"), { ...patient, waitUntil: "networkidle" });
      expect(await subject.text("#text")).toBe("strict");
    });

    it("fails with kind timeout when the network does not come to rest", async () => {
      const body = `<script>setInterval(() => fetch("/strict").catch(() => {}), 20);</script>`;
      const address = goTo(`/given?${new URLSearchParams({ body }).toString()}`);
      const going = subject.page.navigate(address, { ...subject.patient, timeoutMs: 1500, waitUntil: "networkidle" });
      await expect(going).rejects.toMatchObject({ kind: "timeout" });
    });
  });

  it("sends the given referer", async () => {
    const { page, patient } = subject;
    await page.navigate(goTo("/headers"), { ...patient, referer: "http://search.test/?q=shoes" });
    const headers = (await page.evaluate("() => JSON.parse(document.body.innerText)", [], patient)) as Record<string, string>;
    expect(headers.referer).toBe("http://search.test/?q=shoes");
    await page.navigate(goTo("/headers"), patient);
    expect(await page.evaluate("() => JSON.parse(document.body.innerText).referer ?? null", [], patient)).toBeNull();
  });
}
