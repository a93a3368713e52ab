import { describe, expect, it } from "vitest";
import { Play, play } from "../../../../test/fixtures/play.js";
import type { Context } from "../../authoring/context-types.js";
import type { InterceptedRequest, RouteAction } from "../../ports/network.js";
import type { ClickOptions } from "../arguments/action-step-options.js";

const REQUEST: InterceptedRequest = {
  url: "http://site.test/api/items/7",
  method: "GET",
  headers: { accept: "*/*" },
  postData: null,
  resourceType: "fetch",
};
const CONFIG = { baseUrl: "http://site.test" };
const body = (action: RouteAction | undefined) => (action?.kind === "fulfill" ? Buffer.from(action.body).toString() : action);
/** Calls with wrong arguments, as untyped scenarios make them. */
const untyped = (context: Context) => context as unknown as Record<string, (...args: unknown[]) => unknown>;

/** Sets a route, and asks it about a request. */
async function routed(set: (context: Context) => unknown, request: InterceptedRequest = REQUEST) {
  const scene = new Play(set, { config: CONFIG });
  const result = await scene.iterate();
  const [route] = scene.page.routes;
  const action = route?.fits(request.url) === true ? await route.actionFor(request) : undefined;
  return { result, scene, action };
}

describe("the step route", () => {
  it.each([
    ["**/api/**", "**/api/**", "route **/api/**"],
    ["/api/items/7", "http://site.test/api/items/7", "route /api/items/:id"],
    ["/api/*/7", "http://site.test/api/*/7", "route /api/*/:id"],
  ])("is for the addresses of %s", async (pattern, glob, label) => {
    const { scene, action } = await routed((c) => c.route(pattern, { fulfill: { body: "made up" } }));
    expect(scene.page.log).toEqual([`route ${glob}`]);
    expect(scene.observer.labels).toEqual([label]);
    expect(body(action)).toBe("made up");
  });

  it("takes regular expressions, and functions of the URL", async () => {
    const byExpression = await routed((c) => c.route(/ITEMS\/\d/gi, { abort: "timedout" }));
    expect(byExpression.action).toEqual({ kind: "abort", reason: "timedout" });
    const byFunction = await routed((c) => c.route((url) => url.pathname.startsWith("/api"), { abort: true }));
    expect(byFunction.action).toEqual({ kind: "abort", reason: "failed" });
    expect(byFunction.scene.observer.labels).toEqual(["route"]);
  });

  it("asks a function about each request, with the state of the iteration that is running then", async () => {
    const scene = new Play(
      async (context) => {
        if (context.iteration > 1) return;
        await context.route("**/api/**", async ({ method, url, resourceType }, { iteration, userId }) => {
          if (method === "POST") return;
          return { fulfill: { json: { url, resourceType, iteration, userId } } };
        });
      },
      { config: CONFIG },
    );
    await scene.iterate();
    await scene.iterate();
    const [route] = scene.page.routes;
    const { url } = REQUEST;
    expect(body(await route?.actionFor(REQUEST))).toBe(JSON.stringify({ url, resourceType: "fetch", iteration: 2, userId: 7 }));
    expect(await route?.actionFor({ ...REQUEST, method: "POST" })).toBeUndefined();
  });

  it("is for as many requests as it says", async () => {
    const { scene, action } = await routed((c) => c.route("**", { abort: true }, { times: 1 }));
    expect(action).toEqual({ kind: "abort", reason: "failed" });
    expect(await scene.page.routes[0]?.actionFor(REQUEST)).toBeUndefined();
    expect(scene.page.routes[0]?.isOver()).toBe(true);
  });

  it("takes the place of a route that it leaves no requests, so that one set in each iteration stands once", async () => {
    const scene = new Play(
      async (context) => {
        context.route("**/api/**", { fulfill: { json: context.iteration } });
        context.route(/x/, () => ({ abort: true }));
        await context.route("**/api/**", { abort: true }, { times: 2 });
      },
      { config: CONFIG },
    );
    for (let iteration = 0; iteration < 3; iteration += 1) await scene.iterate();
    const kinds = scene.page.routes.map(({ glob }) => glob ?? "by function");
    expect(kinds.filter((glob) => glob === "by function")).toHaveLength(1);
    expect(kinds.filter((glob) => glob !== "by function")).toHaveLength(2);
  });

  it("fails the running iteration when its function throws or returns no answer, and aborts the request", async () => {
    for (const [handler, message] of [
      [
        () => {
          throw new Error("no items");
        },
        "route /api/**/:id failed for GET /api/items/:id: no items",
      ],
      [
        () => ({ fulfil: {} }),
        'failed for GET /api/items/:id: its answer is {"fulfil":{}}, but it takes { fulfill: … }, { abort: … }',
      ],
    ] as const) {
      const actions: (RouteAction | undefined)[] = [];
      const scene: Play = new Play(
        async (context) => {
          await untyped(context).route?.("/api/**/7", handler);
          actions.push(await scene.page.routes[0]?.actionFor(REQUEST));
          await context.click("#a");
        },
        { config: CONFIG },
      );
      const { outcome, failure } = await scene.iterate();
      expect([outcome, failure?.category]).toEqual(["failed", "stray"]);
      expect(failure?.message).toContain(message);
      expect(actions).toEqual([{ kind: "abort", reason: "failed" }]);
      expect(scene.page.log).not.toContain("click #a");
    }
  });

  it("does not let its function call steps", async () => {
    const scene: Play = new Play(
      async (context) => {
        await context.route("**", () => {
          context.click("#a", {} as ClickOptions);
          return { abort: true };
        });
        await scene.page.routes[0]?.actionFor(REQUEST);
      },
      { config: CONFIG },
    );
    expect((await scene.iterate()).failure?.message).toContain("click was called in a function that is an argument of route");
  });

  it.each([
    [[7, { abort: true }], "its pattern is 7, but it takes a URL, a glob such as **/api/**, a regular expression, or a function"],
    [["**/{a", { abort: true }], "whose braces do not match"],
    [["**", undefined], "its answer is undefined, but it takes { fulfill: … }, { abort: … } or { continue: … }"],
    [["**", { abort: "refused" }], 'its abort is "refused", but it takes true or an error code: aborted, '],
    [["**", { abort: true }, { times: 0 }], "its times is 0, but it takes a whole number above 0"],
    [["**", { abort: true }, { time: 1 }], 'there is no option "time"; did you mean "times"?'],
  ])("refuses %j", async ([pattern, handler, options], message) => {
    const { result, log } = await play((c) => untyped(c).route?.(pattern, handler, options));
    expect(result.failure?.message).toContain(message);
    expect(log).toEqual([]);
  });
});

describe("the step unroute", () => {
  const NEITHER = (url: URL) => url.pathname === "/no";
  it.each([
    ["**/a", ["by function", "by function"]],
    [/a/, ["by function", "**/a", "**/a"]],
    [NEITHER, ["by function", "**/a", "**/a"]],
    [undefined, []],
  ])("removes the routes of %s", async (pattern, left) => {
    const { scene } = await routed(async (context) => {
      context.route("**/a", { abort: true }).route("**/a", () => undefined, { times: 5 });
      context.route(/a/, { abort: true }).route(NEITHER, { abort: true });
      await context.unroute(pattern);
    });
    expect(scene.page.log.at(-1)).toBe("unroute");
    expect(scene.page.routes.map(({ glob }) => glob ?? "by function")).toEqual(left);
  });
});

describe("the step setOffline", () => {
  it("takes true or false", async () => {
    const { log, observer } = await play((c) => c.setOffline(true).setOffline(() => false));
    expect(log).toEqual(["setOffline true", "setOffline false"]);
    expect(observer.labels).toEqual(["setOffline /counter", "setOffline /counter"]);
    const { result } = await play((c) => untyped(c).setOffline?.("yes"));
    expect(result.failure?.message).toContain('its offline is "yes", but it takes true or false');
  });
});
