import { describe, expect, it } from "vitest";
import { Play, play } from "../../../../test/fixtures/play.js";
import type { Context } from "../../authoring/context-types.js";
import { PageOperationError } from "../../page-port.js";

async function messageOf(run: (context: Context) => unknown): Promise<string | undefined> {
  return (await play(run)).result.failure?.message;
}

describe("waitForRequest and waitForResponse", () => {
  it("watch before the function's steps run, then wait, and resolve to what they found", async () => {
    const scene = new Play(async (context) => {
      const response = await context.waitForResponse("**/api/buy", (inner) => inner.fill("#n", "2").click("#buy"));
      if (response.status !== 201 || response.method !== "POST") context.fail("it is another response");
      context.waitForRequest(/api/, (inner) => inner.click("#again"), { timeout: "5s", name: "buy again" });
    });
    expect((await scene.iterate()).failure).toBeUndefined();
    expect(scene.page.log).toEqual([
      "watch for a response from **/api/buy",
      'fill #n "2"',
      "click #buy",
      "wait for a response from **/api/buy",
      "watched for a response from **/api/buy",
      "watch for a request to /api/",
      "click #again",
      "wait for a request to /api/",
      "watched for a request to /api/",
    ]);
    expect(scene.observer.labels).toEqual(["fill #n", "click #buy", "waitForResponse **/api/buy", "click #again", "buy again"]);
  });

  it("wait for the next one without a function, and keep it with as", async () => {
    const scene = new Play((context) =>
      context
        .waitForResponse("http://site.test/api/buy", { as: "response" })
        .expect("it is kept", ({ assigns }) => assigns.response.status === 201),
    );
    expect((await scene.iterate()).failure).toBeUndefined();
  });

  it("call a function with the response and the state", async () => {
    const { result, log } = await play((context) =>
      context
        .assign({ least: 200 })
        .waitForResponse(({ url, status }, { assigns }) => url.endsWith("/buy") && status >= assigns.least)
        .waitForRequest(({ postData }) => postData === "none"),
    );
    expect(log).toContain("watch for a response that the function accepts");
    expect(result.failure?.message).toContain("waited for a request that the function accepts");
  });

  it("count only the wait as the step's time, and the time-out from there", async () => {
    const scene = new Play((context) => context.waitForResponse("**/buy", (inner) => inner.click("#buy"), { timeout: "2s" }));
    scene.page.does("click #buy", () => scene.clock.advance(500));
    let timeoutMs = 0;
    scene.page.does("wait for a response from **/buy", async (options) => {
      timeoutMs = options.timeoutMs;
      await scene.clock.advance(30);
      return scene.page.traffics.response;
    });
    await scene.iterate();
    expect(timeoutMs).toBe(2000);
    expect(scene.observer.steps.map(({ endedAtMs, startedAtMs }) => endedAtMs - startedAtMs)).toEqual([500, 30]);
  });

  it("end the watch and fail with the error of the function's step, which alone is counted", async () => {
    const scene = new Play((context) => context.waitForResponse("**/buy", (inner) => inner.click("#buy")));
    scene.page.fails("click #buy");
    const { failure } = await scene.iterate();
    expect(failure?.step?.operation).toBe("click");
    expect(scene.observer.labels).toEqual(["click #buy failed"]);
    expect(scene.page.log.at(-1)).toBe("watched for a response from **/buy");
  });

  it("end the watch when the wait fails", async () => {
    const { result, log, observer } = await play(
      (context) => context.waitForRequest("**/buy"),
      (page) => page.fails("wait for a request to **/buy", new PageOperationError("timeout", "waited 9 ms for it")),
    );
    expect(result.failure?.message).toContain("waited 9 ms for it");
    expect(observer.labels).toEqual(["waitForRequest **/buy failed"]);
    expect(log.at(-1)).toBe("watched for a request to **/buy");
  });

  it("refuse other values, before the page is watched", async () => {
    const { result, log } = await play((context) => context.waitForResponse(7 as never, (inner) => inner.click("#a")));
    expect(result.failure?.message).toContain(
      "its url is 7, but it takes a URL, a glob such as **/done, a regular expression, or a function of the response",
    );
    expect(log).toEqual([]);
    expect(await messageOf((context) => context.waitForRequest("**", { strict: true } as never))).toContain(
      'there is no option "strict"',
    );
    expect(await messageOf((context) => context.waitForRequest("/buy"))).toContain("baseUrl");
    expect(await messageOf((context) => context.waitForRequest((async () => false) as never))).toContain("must not be async");
  });
});
