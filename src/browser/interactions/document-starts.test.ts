import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { settle } from "../../../test/fixtures/fake-clock.js";
import { DocumentStarts } from "./document-starts.js";

/** By the wall clock, the document started at 1,000,500 ms; by the browser's other clock at 500 ms. */
const ORIGIN = 1_000_500;

const WORLD = 7;

async function startWith({ readLateMs = 0, requestStart = 20, askedAtOnce = false }): Promise<number | undefined> {
  const cdp = new FakeCdpSession();
  // The page's own code may have replaced its clocks.
  cdp.onSend = (_method, params) => ({
    result: { value: (params as { contextId?: number }).contextId === WORLD ? [ORIGIN, requestStart] : [ORIGIN, 1] },
  });
  const starts = new DocumentStarts();
  starts.follow(cdp);
  cdp.emit("Network.requestWillBeSent", { timestamp: 0.5, wallTime: (ORIGIN + readLateMs) / 1000 });
  const timing = { requestTime: 0.51, sendStart: 10 };
  cdp.emit("Network.responseReceived", { type: "Document", loaderId: "one", response: { timing } });
  cdp.emit("Page.frameNavigated", { frame: { id: "main", loaderId: "one" } });
  const given = askedAtOnce ? starts.of(ORIGIN) : undefined;
  const auxData = { type: "isolated", frameId: "main" };
  cdp.emit("Runtime.executionContextCreated", { context: { id: WORLD, auxData } });
  await settle();
  if (given !== undefined) expect(starts.of(ORIGIN)).toBe(given);
  return starts.of(ORIGIN);
}

describe("the start of a document by the browser's clock", () => {
  it("is exact although the browser read its two clocks one after the other", async () => {
    expect(await startWith({ readLateMs: 15 })).toBeCloseTo(500, 6);
  });

  it("is found by the wall clock where the page's request was none of the network's", async () => {
    expect(await startWith({ requestStart: 0 })).toBeCloseTo(500, 6);
    expect(await startWith({ requestStart: 400 })).toBeCloseTo(500, 6);
  });

  it("stays the same once it was asked for", async () => {
    expect(await startWith({ readLateMs: 15, askedAtOnce: true })).toBeCloseTo(485, 6);
  });

  it("is unknown before any request", () => {
    expect(new DocumentStarts().of(ORIGIN)).toBeUndefined();
  });
});
