import { describe, expect, it } from "vitest";
import { actedPage, type Span } from "../../../test/fixtures/acted-page.js";

describe("what is sent later than an input's task", () => {
  it("belongs to the input whose step may be long over", async () => {
    const { clock, acts, requests, finishes, changed, durations, steps } = actedPage();
    acts("fill #search");
    const ended = steps.began("waitForSelector #found", { looks: true });
    await clock.advance(250);
    requests("1");
    await clock.advance(150);
    finishes("1");
    await clock.advance(50);
    changed([401, 401]);
    ended();
    await clock.advance(1500);
    expect(durations("fill #search")).toEqual([[401], [250], [150], [1]]);
  });

  it("is ambiguous if two inputs may have caused it", async () => {
    const { clock, acts, requests, finishes, changed, telemetry } = actedPage();
    acts("fill #name");
    await clock.advance(100);
    acts("fill #email");
    await clock.advance(250);
    requests("1");
    await clock.advance(150);
    finishes("1");
    await clock.advance(50);
    changed([501, 501]);
    expect(telemetry.totals("interactions_ambiguous")).toEqual({ "fill #email": 1 });
    expect(telemetry.values("interaction_duration")).toEqual([]);
  });

  it("is not an input's if it is sent regularly while nobody acts", async () => {
    const { clock, acts, requests, finishes, telemetry } = actedPage();
    for (let poll = 1; poll <= 8; poll++) {
      requests(`poll ${poll}`, { url: "/poll" });
      await clock.advance(1000);
      finishes(`poll ${poll}`);
    }
    acts("click #menu");
    await clock.advance(300);
    requests("poll", { url: "/poll" });
    await clock.advance(3000);
    expect(telemetry.totals("interactions_local")).toEqual({ "click #menu": 1 });
  });
});

describe("background traffic that begins after a long silence", () => {
  it("is not measured although its first request follows an input", async () => {
    const { clock, acts, requests, finishes, changed, telemetry, interactions } = actedPage();
    await clock.advance(1000);
    acts("click #menu");
    await clock.advance(5000);
    acts("click #menu");
    for (let poll = 1; poll <= 30; poll++) {
      await clock.advance(200);
      const at = clock.now();
      requests(`poll ${poll}`, { url: "/poll" });
      await clock.advance(100);
      finishes(`poll ${poll}`);
      await clock.advance(50);
      if (poll === 1) changed([at + 101, at + 101]);
    }
    interactions.end();
    expect(telemetry.values("interaction_duration")).toEqual([]);
    expect(telemetry.totals("interactions_ambiguous")).toEqual({ "click #menu": 1 });
  });

  it("does not hide what belongs to an input", async () => {
    const { clock, acts, requests, finishes, changed, durations } = actedPage();
    await clock.advance(1000);
    acts("click #menu");
    await clock.advance(5000);
    for (let poll = 1; poll <= 8; poll++) {
      requests(`poll ${poll}`, { url: "/poll" });
      await clock.advance(50);
      finishes(`poll ${poll}`);
      await clock.advance(450);
    }
    const at = clock.now();
    acts("click #buy");
    // It was due while the input waited to be handled.
    requests("poll", { url: "/poll" });
    requests("1", { url: "/buy" });
    await clock.advance(20);
    finishes("poll");
    await clock.advance(80);
    finishes("1");
    await clock.advance(50);
    changed([at + 21, at + 21], [at + 101, at + 101]);
    expect(durations("click #buy").slice(0, 3)).toEqual([[101], [0], [100]]);
  });

  it("is not the answer to a message although it has begun with the input", async () => {
    const { clock, acts, sends, receives, changed, telemetry, interactions } = actedPage();
    await clock.advance(1000);
    acts("click #menu");
    await clock.advance(5000);
    const at = clock.now();
    acts("click #follow");
    sends('{"do":"follow"}');
    for (let tick = 1; tick <= 4; tick++) {
      await clock.advance(50);
      receives('{"event":"tick","at":1}');
    }
    changed([at + 51, at + 51]);
    await clock.advance(50);
    interactions.end();
    expect(telemetry.values("interaction_duration")).toEqual([]);
    expect(telemetry.totals("interactions_ambiguous")).toEqual({ "click #follow": 1 });
  });
});

describe("an answer by message", () => {
  const answered = async (page: ReturnType<typeof actedPage>, sent: string, received: readonly string[]) => {
    const start = page.clock.now();
    page.acts("click #buy");
    page.sends(sent);
    for (const payload of received) {
      await page.clock.advance(100);
      page.receives(payload);
    }
    await page.clock.advance(50);
    page.changed(...received.map((_, at): Span => [start + 100 * (at + 1) + 1, start + 100 * (at + 1) + 1]));
  };

  it("is found by its id among others", async () => {
    const page = actedPage();
    await answered(page, '{"id":7,"do":"buy"}', ['{"event":"hello"}', '{"id":7,"done":true}']);
    await page.clock.advance(2000);
    // The first time it is not known that answers have ids.
    page.telemetry.clear();
    await answered(page, '{"id":8,"do":"buy"}', ['{"event":"news"}', '{"id":8,"done":true}']);
    expect(page.durations("click #buy")).toEqual([[201], [0], [200], [1]]);
  });

  it("is the next message that does not come by itself too", async () => {
    const page = actedPage();
    for (let tick = 0; tick < 6; tick++) {
      await page.clock.advance(600);
      page.receives('{"event":"tick","at":1}');
    }
    await page.clock.advance(600);
    await answered(page, '{"do":"buy"}', ['{"event":"tick","at":7}', '{"event":"bought"}']);
    await page.clock.advance(2000);
    expect(page.durations("click #buy")).toEqual([[201], [0], [200], [1]]);
  });

  it("is ambiguous if such messages turn out to come by themselves", async () => {
    const page = actedPage();
    await answered(page, '{"do":"buy"}', ['{"event":"tick","at":1}']);
    for (let tick = 0; tick < 6; tick++) {
      await page.clock.advance(600);
      page.receives('{"event":"tick","at":2}');
    }
    expect(page.telemetry.totals("interactions_ambiguous")).toEqual({ "click #buy": 1 });
    expect(page.telemetry.values("interaction_duration")).toEqual([]);
  });
});
