import { describe, expect, it } from "vitest";
import { Play, play } from "../../../../test/fixtures/play.js";
import { PageOperationError } from "../../page-port.js";

const OVER = "interaction over or local";

describe("waitForInteraction", () => {
  it("waits for the last interaction, which must have sent something", async () => {
    const { result, log, observer } = await play((context) => context.click("#a").waitForInteraction({ timeout: "5s" }));
    expect(result.failure).toBeUndefined();
    expect(log).toEqual(["click #a", "interaction over"]);
    expect(observer.labels).toEqual(["click #a", "waitForInteraction /counter"]);
  });
});

describe("settle", () => {
  it("lets a step that acts wait for the answer, which may be none", async () => {
    const { log, observer } = await play((context) =>
      context
        .click("#a", { settle: true })
        .fill("#b", "x", { settle: true })
        .press("#b", "Enter", { settle: true })
        .selectOption("#c", "d", { settle: true })
        .submitForm("form", { settle: true })
        .click("#e"),
    );
    expect(log.filter((operation) => operation === OVER)).toHaveLength(5);
    expect(log.slice(-3)).toEqual(["submitForm form", OVER, "click #e"]);
    expect(observer.labels).toHaveLength(6);
  });

  it("leaves the wait for what was never sent out of the step's duration", async () => {
    const idleMs = 2000;
    const scene = new Play((context) => context.click("#a", { settle: true }));
    scene.page.does(OVER, async () => {
      const idleAtMs = scene.clock.now();
      await scene.clock.advance(idleMs);
      return idleAtMs;
    });
    await scene.iterate();
    expect(scene.observer.steps.map(({ startedAtMs, endedAtMs }) => endedAtMs - startedAtMs)).toEqual([0]);
  });

  it("fails the step that was not answered", async () => {
    const unanswered = new PageOperationError("timeout", "waited: there was no reply to POST /buy");
    const { result, observer } = await play(
      (context) => context.click("#a", { settle: true }),
      (page) => page.fails(OVER, unanswered),
    );
    expect(result.failure?.message).toContain("there was no reply to POST /buy");
    expect(observer.labels).toEqual(["click #a failed"]);
  });

  it("of a scenario holds for every step that acts, unless the step says otherwise", async () => {
    const scene = new Play((context) => context.click("#a").click("#b", { settle: false }), { spec: { settle: true } });
    await scene.iterate();
    expect(scene.page.log).toEqual(["click #a", OVER, "click #b"]);
    expect(() => new Play(() => {}, { spec: { settle: "always" } })).toThrow('settle is "always", but it takes true or false');
  });

  it("takes true and false only", async () => {
    // @ts-expect-error -- not in the types
    const { result } = await play((context) => context.click("#a", { settle: "yes" }));
    expect(result.failure?.message).toContain('its settle is "yes", but it takes true or false');
  });

  it("is no option of steps that only read or wait", async () => {
    // @ts-expect-error -- not in the types
    const { result } = await play((context) => context.waitForSelector("#a", { settle: true }));
    expect(result.failure?.message).toContain('there is no option "settle"');
  });
});
