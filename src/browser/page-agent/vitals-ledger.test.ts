import { describe, expect, it } from "vitest";
import { VitalsLedger, type VitalValue } from "./vitals-ledger.js";

function ledger(): { ledger: VitalsLedger; recorded: string[] } {
  const recorded: string[] = [];
  return { recorded, ledger: new VitalsLedger(({ vital, page, value }) => recorded.push(`${vital} ${page} ${value}`)) };
}

const lcp = (value: number, page = "/"): VitalValue => ({ vital: "LCP", page, value, endedAtMs: 0 });

describe("the vitals of a page", () => {
  it("are recorded once, with their last value, when the next page appears", () => {
    const { ledger: vitals, recorded } = ledger();
    vitals.seen(1);
    vitals.update(1, "a", lcp(10));
    vitals.update(1, "a", lcp(20));
    expect(recorded).toEqual([]);
    vitals.seen(2);
    expect(recorded).toEqual(["LCP / 20"]);
    vitals.settle();
    expect(recorded).toHaveLength(1);
  });

  it("are recorded when they are settled; later values are ignored", () => {
    const { ledger: vitals, recorded } = ledger();
    vitals.seen(1);
    vitals.update(1, "a", lcp(10));
    vitals.settle();
    vitals.update(1, "a", lcp(20));
    vitals.settle();
    expect(recorded).toEqual(["LCP / 10"]);
  });

  it("are kept apart for each soft navigation of a document", () => {
    const { ledger: vitals, recorded } = ledger();
    vitals.seen(1);
    vitals.update(1, "a", lcp(10, "/a"));
    vitals.update(1, "b", lcp(20, "/b"));
    vitals.update(1, "a", lcp(30, "/a"));
    vitals.settle();
    expect(recorded).toEqual(["LCP /a 10", "LCP /b 20"]);
  });

  it("are not accepted from a document that is over", () => {
    const { ledger: vitals, recorded } = ledger();
    vitals.seen(2);
    vitals.seen(1);
    vitals.update(1, "a", lcp(10));
    vitals.settle();
    expect(recorded).toEqual([]);
  });
});
