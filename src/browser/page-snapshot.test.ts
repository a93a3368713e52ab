import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../test/fixtures/recording-telemetry.js";
import { PageLog } from "./page-log.js";
import { CdpEvidence, withoutFieldSecrets } from "./page-snapshot.js";

/** A page with this HTML, whose pictures have these sizes by quality. */
function page({ html = "<p>hello</p>", pictureBytes = (_quality: number): number => 1000, hangs = "" } = {}) {
  const clock = new FakeClock();
  const cdp = new FakeCdpSession();
  cdp.onSend = (method, params) => {
    if (method === hangs) return new Promise(() => {});
    if (method === "Page.getFrameTree") return { frameTree: { frame: { id: "main" } } };
    if (method === "Page.createIsolatedWorld") return { executionContextId: 3 };
    if (method === "Page.captureScreenshot") {
      const { quality } = params as { readonly quality: number };
      return { data: Buffer.alloc(pictureBytes(quality)).toString("base64") };
    }
    const { expression } = params as { readonly expression: string };
    return { result: { value: html.slice(0, Number(/slice\(0, (\d+)\)$/.exec(expression)?.[1])) } };
  };
  const log = new PageLog({ clock, telemetry: new RecordingTelemetry(), routes: [] });
  const trace = () => Promise.reject(new Error("not recorded here"));
  return { clock, cdp, evidence: new CdpEvidence({ cdp, log, clock, trace }) };
}

const LIMITS = { timeoutMs: 1000, pictureBytes: 5000, htmlLength: 10_000 };

describe("a snapshot of a page", () => {
  it("has the first quality whose picture is small enough", async () => {
    const { cdp, evidence } = page({ pictureBytes: (quality) => quality * 100 });
    expect((await evidence.snapshot(LIMITS)).picture).toHaveLength(3000);
    expect(cdp.sent.filter(({ method }) => method === "Page.captureScreenshot")).toHaveLength(2);
  });

  it("has no picture when none is small enough, and takes none when there is no room", async () => {
    expect(await page({ pictureBytes: () => 9000 }).evidence.snapshot(LIMITS)).toEqual({
      picture: undefined,
      html: "<p>hello</p>",
    });
    const { cdp, evidence } = page();
    expect(await evidence.snapshot({ ...LIMITS, pictureBytes: 0, htmlLength: 0 })).toEqual({});
    expect(cdp.sent).toEqual([]);
  });

  it("lacks what a page that hangs does not give in time", async () => {
    const { clock, evidence } = page({ hangs: "Runtime.evaluate" });
    const snapshot = evidence.snapshot(LIMITS);
    await clock.advance(1000);
    expect(await snapshot).toMatchObject({ html: undefined, picture: expect.any(Uint8Array) });
  });

  it("cuts long HTML, never within the value of a field", async () => {
    const field = `<input type="password" value="${"s3cret".repeat(1000)}">`;
    const { html = "" } = await page({ html: "x".repeat(9990) + field + field }).evidence.snapshot(LIMITS);
    expect(html.length).toBeLessThanOrEqual(LIMITS.htmlLength);
    expect(html).not.toContain("s3cret");
  });
});

describe("the fields of a page", () => {
  it.each([
    ['<input type="password" name="p" value="a&quot;b">', '<input type="password" name="p" value="***">'],
    ['<input value="x > y" type="password">', '<input value="***" type="password">'],
    ['<input autocomplete="one-time-code" value="123456">', '<input autocomplete="one-time-code" value="***">'],
    ['<input autocomplete="section-a cc-number" value="4111">', '<input autocomplete="section-a cc-number" value="***">'],
    ['<input type="text" value="kim">', '<input type="text" value="kim">'],
  ])("lose secret values: %s", (tag, expected) => {
    expect(withoutFieldSecrets(`<p>${tag}</p>`)).toBe(`<p>${expected}</p>`);
  });
});
