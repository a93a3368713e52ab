import { describe, expect, it } from "vitest";
import { actedPage } from "../../../test/fixtures/acted-page.js";

const UPDATE = { url: "/_dash-update-component" };
const POLL = { ...UPDATE, postData: JSON.stringify({ changedPropIds: ["ticks.n_intervals"] }) };
const SIGNAL = { kind: "signal", adapter: "dash", key: 0, url: "", cause: undefined, ageMs: 0 } as const;

/** A page of Dash: what its adapter tells happens at the present instant. */
function dashPage() {
  const page = actedPage();
  const { clock, take } = page;
  const tells = (verb: "works" | "rests" | "changes" | "over", key = 0) => take({ ...SIGNAL, verb, key, at: clock.now() });
  return {
    ...page,
    tells,
    /** The page shows what an interval has brought; it has drawn all of it so much later. */
    polls: (key: number, lateMs: number) => {
      const at = clock.now();
      take({ ...SIGNAL, verb: "sends", key, at, url: "about:blank", cause: "nobody" });
      tells("changes", key);
      take({ ...SIGNAL, verb: "settled", key, url: String(at + 1), at: at + lateMs });
    },
  };
}

describe("a framework that tells when it is at work", () => {
  it("ends its interactions with the last answer, however late it asks for that", async () => {
    const { clock, acts, tells, requests, finishes, changed, asked, durations } = dashPage();
    acts("click #inc");
    tells("works");
    requests("1", UPDATE);
    await clock.advance(100);
    finishes("1");
    await clock.advance(500);
    expect(asked()).toBe(0);
    requests("2", UPDATE);
    await clock.advance(100);
    finishes("2");
    tells("rests");
    await clock.advance(50);
    changed([101, 101], [702, 702]);
    expect(durations("click #inc")).toEqual([[702], [0], [100], [602]]);
  });

  it("sends late what the input has asked for in whose task it has begun, whatever inputs sent nothing", async () => {
    const { clock, acts, tells, requests, finishes, changed, durations } = dashPage();
    acts("fill #name");
    await clock.advance(200);
    acts("click #save");
    tells("works");
    await clock.advance(300);
    requests("1", UPDATE);
    await clock.advance(100);
    finishes("1");
    tells("rests");
    await clock.advance(50);
    changed([601, 601]);
    expect(durations("click #save")).toEqual([[401], [300], [100], [1]]);
  });
});

describe("a framework that tells what it changes although nobody acted", () => {
  const answered = async (page: ReturnType<typeof dashPage>, changesAt: number) => {
    const { clock, acts, tells, requests, finishes, polls, changed } = page;
    polls(1, 30);
    await clock.advance(1000);
    acts("click #inc");
    tells("works");
    requests("1", UPDATE);
    requests("poll", POLL);
    await clock.advance(100);
    finishes("1");
    finishes("poll");
    tells("rests");
    await clock.advance(10);
    polls(2, 30);
    await clock.advance(90);
    changed([1110.5, 1110.5], [changesAt, changesAt]);
  };

  it("has its polls left out", async () => {
    const page = dashPage();
    await answered(page, 1105);
    expect(page.durations("click #inc")).toEqual([[105], [0], [100], [5]]);
    expect(page.telemetry.totals("interactions_ambiguous")).toEqual({});
  });

  it("does not tell what is drawn soon after one", async () => {
    const page = dashPage();
    await answered(page, 1130);
    expect(page.durations("click #inc")[0]).toEqual([]);
    expect(page.telemetry.totals("interactions_ambiguous")).toEqual({ "click #inc": 1 });
  });
});
