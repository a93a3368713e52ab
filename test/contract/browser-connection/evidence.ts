import { describe, expect, it } from "vitest";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const LIMITS = { timeoutMs: 20_000, pictureBytes: 100 * 1024, htmlLength: 256 * 1024 };
const JPEG = [0xff, 0xd8, 0xff];

export function describeEvidence(subject: BrowserUnderTest): void {
  const evidence = () => subject.page.evidence;

  describe("what a page shows of itself", () => {
    it("is its console, errors and requests", async () => {
      const seen = subject.sink.pageErrors.length;
      await subject.openOdd("/troubled");
      await subject.page.evaluate(`() => console.warn("stock", 3, { id: 7 }, [1, "b"])`, [], subject.patient);
      await subject.page.evaluate(`() => console.error("cart is gone")`, [], subject.patient);
      await expect.poll(() => evidence().activity().console.length, { timeout: 20_000 }).toBe(5);
      const { console: lines, requests } = evidence().activity();
      expect(lines.map(({ kind, text }) => `${kind}: ${text}`).sort()).toEqual([
        "error: cart is gone",
        'exception: "a text"',
        "exception: ReferenceError: startApp is not defined",
        "exception: TypeError: no answer",
        "warning: stock 3 {id: 7} [1, b]",
      ]);
      const answer = (end: string) => {
        const found = requests.find(({ url }) => url.includes(end));
        return [found?.type, found?.status ?? found?.error];
      };
      expect([answer("/troubled"), answer("/missing.js")]).toEqual([
        ["Document", 200],
        ["Script", 404],
      ]);
      await expect
        .poll(
          () =>
            evidence()
              .activity()
              .requests.find(({ url }) => url.includes("/logo.png"))?.error,
        )
        .toMatch(/^ERR_/);
      expect(requests.find(({ url }) => url.includes("/troubled"))?.durationMs).toBeGreaterThan(0);
      expect(subject.sink.pageErrors.slice(seen).sort()).toEqual([
        "page-console: cart is gone",
        'page-exception: "a text"',
        "page-exception: ReferenceError: startApp is not defined",
        "page-exception: TypeError: no answer",
      ]);
    });

    it("is a picture and the HTML, without what was typed into a password field, and leaves the page as it was", async () => {
      await subject.openBody(
        `<input type="password" value="attr-secret" id="p"><b id="b">bold</b>
         <script>window.changes = 0; onload = () => new MutationObserver(() => window.changes++).observe(document, { subtree: true, childList: true, attributes: true }); onresize = () => window.changes++;</script>`,
      );
      await subject.page.fill("#p", "typed-secret", subject.patient);
      const { picture, html = "" } = await evidence().snapshot(LIMITS);
      expect([...(picture ?? []).slice(0, 3)]).toEqual(JPEG);
      expect(picture?.length).toBeLessThanOrEqual(LIMITS.pictureBytes);
      expect(html).toMatch(/^<!doctype html>/i);
      expect(html).toContain('<b id="b">bold</b>');
      expect(html).not.toMatch(/typed-secret|attr-secret/);
      expect(await subject.page.evaluate("() => window.changes", [], subject.patient)).toBe(0);
      expect((await evidence().snapshot({ ...LIMITS, htmlLength: 30 })).html?.length).toBeLessThanOrEqual(30);
    });

    it("is less, and in time, when the page hangs", async () => {
      await subject.openBody("<p>hello</p>");
      const hang = `() => { setTimeout(() => { const end = Date.now() + 3000; while (Date.now() < end); }, 0); }`;
      await subject.page.evaluate(hang, [], subject.patient);
      await subject.page.evaluate("() => 1", [], subject.brief).catch(() => {});
      const { html } = await evidence().snapshot({ ...LIMITS, timeoutMs: 300 });
      expect(html).toBeUndefined();
      expect(evidence().activity().requests).not.toEqual([]);
    });
  });
}
