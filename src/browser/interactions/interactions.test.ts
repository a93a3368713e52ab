import { describe, expect, it } from "vitest";
import { actedPage } from "../../../test/fixtures/acted-page.js";

describe("an interaction", () => {
  it("is divided into delay, server and patch, and is recorded under the step that gave the input", async () => {
    const { clock, acts, requests, finishes, changed, durations, telemetry } = actedPage();
    await clock.advance(1000);
    acts("click #buy");
    await clock.advance(4);
    requests("1");
    await clock.advance(100);
    finishes("1");
    await clock.advance(50);
    changed([1106, 1106], [1130, 1140]);
    await clock.advance(1500);
    expect(durations("click #buy")).toEqual([[140], [4], [100], [36]].map((list) => list.map((ms) => expect.closeTo(ms, 6))));
    expect(telemetry.values("interaction_first_change_duration")).toEqual([expect.closeTo(106, 6)]);
    expect(telemetry.totals("interactions")).toEqual({ generic: 1 });
  });

  it("takes no change for the answer that came before any reply, such as that of a spinner", async () => {
    const { clock, acts, requests, finishes, changed, durations } = actedPage();
    acts("click #buy");
    requests("1");
    await clock.advance(100);
    finishes("1");
    await clock.advance(50);
    changed([1, 90], [101, 101]);
    expect(durations("click #buy")[0]).toEqual([101]);
  });

  it("ends with attributes only if nothing else has changed", async () => {
    const { clock, acts, requests, finishes, changed, durations } = actedPage();
    for (const step of ["click #a", "click #b"]) {
      acts(step);
      requests(step);
      await clock.advance(100);
      finishes(step);
      await clock.advance(50);
      const start = clock.now() - 150;
      if (step === "click #a") changed([start + 101, start + 101], [start + 130, start + 130, false]);
      else changed([start + 130, start + 130, false]);
      await clock.advance(5000);
    }
    expect(durations("click #a")[0]).toEqual([101]);
    expect(durations("click #b")[0]).toEqual([130]);
  });

  it("goes on with the request that its first answer leads to", async () => {
    const { clock, acts, requests, finishes, changed, asked, durations } = actedPage();
    acts("click #buy");
    requests("1");
    await clock.advance(100);
    finishes("1");
    requests("2", { url: "/cart" });
    await clock.advance(200);
    finishes("2");
    expect(asked()).toBeGreaterThan(0);
    await clock.advance(50);
    changed([101, 101], [305, 305]);
    expect(durations("click #buy")).toEqual([[305], [0], [100], [205]]);
  });

  it("ends although nobody reads the body of the answer", async () => {
    const { clock, acts, requests, answers, changed, durations } = actedPage();
    acts("click #buy");
    requests("1");
    await clock.advance(100);
    answers("1", { length: 5 });
    await clock.advance(50);
    changed([110, 110]);
    expect(durations("click #buy")[0]).toEqual([110]);
  });

  it("leads to a document, also after a request, and ends when that shows something", async () => {
    const { clock, acts, requests, finishes, shows, paints, durations, telemetry } = actedPage();
    acts("click #login");
    requests("1", { url: "/login" });
    await clock.advance(100);
    finishes("1");
    requests("next", { url: "/home", type: "Document", loaderId: "next" });
    await clock.advance(50);
    finishes("next");
    shows("next");
    await clock.advance(30);
    paints(180, 101);
    expect(durations("click #login")).toEqual([[180], [0], [150], [30]]);
    expect(telemetry.totals("interactions")).toEqual({ document: 1 });
  });

  it("is unanswered after ten seconds without a reply", async () => {
    const { clock, acts, requests, interactions, telemetry } = actedPage();
    acts("click #buy");
    requests("1", { url: "/queue/join" });
    await clock.advance(9999);
    expect(interactions.last).toMatchObject({ isOver: false, lacking: "there was no reply to POST /queue/join" });
    await clock.advance(2);
    expect(interactions.last).toMatchObject({ isOver: true, lacking: "there was no reply to POST /queue/join" });
    expect(telemetry.totals("interactions_unanswered")).toEqual({ "click #buy": 1 });
  });

  it("is unanswered when another step leaves its page", async () => {
    const { clock, acts, requests, shows, steps, telemetry } = actedPage();
    acts("click #buy");
    requests("1");
    await clock.advance(100);
    const ended = steps.began("navigate /", { navigates: true });
    requests("next", { type: "Document", loaderId: "next" });
    shows("next");
    ended();
    expect(telemetry.totals("interactions_unanswered")).toEqual({ "click #buy": 1 });
    expect(telemetry.totals("interactions")).toEqual({});
  });

  it("is local if its input has sent nothing for two seconds", async () => {
    const { clock, acts, interactions, telemetry } = actedPage();
    acts("click #menu");
    await clock.advance(2300);
    expect(telemetry.totals("interactions_local")).toEqual({ "click #menu": 1 });
    expect(interactions.last).toMatchObject({ isOver: true, isLocal: true, lacking: "nothing was sent" });
  });

  it("is over when a framework shows what it had fetched before, and what is sent later still belongs to it", async () => {
    const { clock, acts, take, requests, finishes, changed, interactions, telemetry } = actedPage();
    const signal = { kind: "signal", adapter: "turbo", key: 1, url: "http://site.test/two", ageMs: 0 } as const;
    const prefetched = () => {
      take({ ...signal, verb: "sends", at: clock.now(), cause: clock.now() });
      take({ ...signal, verb: "over", at: clock.now() + 1, cause: undefined });
    };
    acts("click #two");
    prefetched();
    expect(interactions.last).toEqual({ step: "click #two", isOver: true });
    await clock.advance(2300);
    expect(telemetry.totals("interactions_local")).toEqual({ "click #two": 1 });
    acts("click #three");
    prefetched();
    await clock.advance(1500);
    requests("late");
    await clock.advance(150);
    expect(interactions.last).toMatchObject({ isOver: false });
    finishes("late");
    await clock.advance(50);
    changed([clock.now() - 10, clock.now() - 10]);
    await clock.advance(5000);
    expect(interactions.last).toEqual({ step: "click #three", isOver: true });
    expect(telemetry.totals("interactions_local")).toEqual({ "click #two": 1 });
  });
});
