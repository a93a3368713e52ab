import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../../test/fixtures/recording-telemetry.js";
import type { InterceptedRequest, Route } from "../../../scenario/ports/network.js";
import type { ContextOptions } from "../../connection.js";
import type { NetworkTelemetry } from "../../network/network-telemetry.js";
import { type CommandSender, ProtocolSession } from "../protocol/protocol-session.js";
import { UserNetwork } from "./user-network.js";

const NOTHING = { globs: [], patterns: [], types: [] };

/** A user's network, in a browser that answers every command with an empty object. */
function user(options: Partial<ContextOptions> = {}) {
  const commands: { readonly session: string | undefined; readonly method: string; readonly params: unknown }[] = [];
  const sender: CommandSender = {
    send: async ({ method, params, session: { id } }) => {
      commands.push({ session: id, method, params });
      return {};
    },
    want: () => {},
    session: (id, parent) => new ProtocolSession(sender, id, parent),
  };
  const clock = new FakeClock(0);
  const telemetry = new RecordingTelemetry();
  const network = new UserNetwork({ telemetry, ...options } as ContextOptions, clock);
  const local: string[] = [];
  const witness = { local: (_url: string, id: string) => local.push(id) } as unknown as NetworkTelemetry;
  const follow = async (id: string, kind: "page" | "frame" | "worker" = "page") => {
    const session = new ProtocolSession(sender, id);
    await network.follow(session, kind, { network: witness, record: undefined });
    return session;
  };
  const sent = (method: string) => commands.filter((command) => command.method === method);
  return { network, follow, commands, sent, clock, telemetry, local };
}

const paused = (url: string, { type = "Image", networkId = "1" } = {}) => ({
  requestId: `paused ${networkId}`,
  networkId,
  frameId: "frame",
  resourceType: type,
  request: { url, method: "GET", headers: { Accept: "*/*", Cookie: "a=b" } },
});

const routeFor = (actionFor: Route["actionFor"], glob = "**/a"): Route => ({
  glob,
  fits: (url) => url.endsWith("/a"),
  actionFor,
  replaces: () => false,
  isOver: () => false,
});

describe("the network of one user", () => {
  it("costs nothing while nothing of it is used", async () => {
    const { follow, commands } = user();
    for (const kind of ["page", "frame", "worker"] as const) await follow(kind, kind);
    expect(commands).toEqual([]);
  });

  it("pauses requests in all sessions while there is a route, and only those that it may be for", async () => {
    const { network, follow, sent } = user();
    const page = await follow("page");
    const route = routeFor(async () => ({ kind: "abort", reason: "timedout" }));
    await network.addRoute(route);
    await follow("frame", "frame");
    const params = { patterns: [{ urlPattern: "*/a" }], handleAuthRequests: false };
    expect(sent("Fetch.enable")).toEqual(["page", "frame"].map((session) => expect.objectContaining({ session, params })));
    page.emit("Fetch.requestPaused", paused("http://site.test/a"));
    page.emit("Fetch.requestPaused", paused("http://site.test/b", { networkId: "2" }));
    await expect.poll(() => sent("Fetch.failRequest")).toHaveLength(1);
    expect(sent("Fetch.failRequest")[0]?.params).toEqual({ requestId: "paused 1", errorReason: "TimedOut" });
    expect(sent("Fetch.continueRequest")[0]?.params).toEqual({ requestId: "paused 2" });
    await network.removeRoutes((one) => one === route);
    expect(sent("Fetch.disable").map(({ session }) => session)).toEqual(["page", "frame"]);
  });

  it("tells a route of the request what Playwright would: the announced type, and no cookies", async () => {
    const { network, follow, clock } = user();
    const page = await follow("page");
    const asked: InterceptedRequest[] = [];
    await network.addRoute(
      routeFor(async (request) => {
        asked.push(request);
        return undefined;
      }),
    );
    page.emit("Fetch.requestPaused", paused("http://site.test/a", { type: "XHR" }));
    page.emit("Network.requestWillBeSent", { requestId: "1", type: "EventSource" });
    page.emit("Network.requestWillBeSent", { requestId: "2", type: "XHR" });
    page.emit("Fetch.requestPaused", paused("http://site.test/a", { type: "XHR", networkId: "2" }));
    page.emit("Fetch.requestPaused", paused("http://site.test/a", { type: "XHR", networkId: "never announced" }));
    await expect.poll(() => asked).toHaveLength(2);
    await clock.advance(1000);
    await expect.poll(() => asked.map(({ resourceType }) => resourceType)).toEqual(["eventsource", "xhr", "fetch"]);
    expect(asked[0]).toEqual({
      url: "http://site.test/a",
      method: "GET",
      headers: { accept: "*/*" },
      postData: null,
      resourceType: "eventsource",
      frameId: expect.any(String),
    });
  });

  it("does not ask routes about redirects, but blocks them", async () => {
    const { network, follow, sent } = user({ network: { block: { ...NOTHING, patterns: [{ source: "blocked", flags: "" }] } } });
    const page = await follow("page");
    await network.addRoute(routeFor(async () => ({ kind: "abort", reason: "failed" })));
    page.emit("Fetch.requestPaused", { ...paused("http://site.test/a"), redirectedRequestId: "0" });
    await expect.poll(() => sent("Fetch.continueRequest")).toHaveLength(1);
    page.emit("Fetch.requestPaused", { ...paused("http://site.test/blocked/a"), redirectedRequestId: "0" });
    await expect.poll(() => sent("Fetch.failRequest")).toHaveLength(1);
  });

  it("counts a blocked request once, whether the renderer refuses it or it is paused", async () => {
    const { follow, sent, telemetry, local } = user({ network: { block: { ...NOTHING, globs: ["**/ads/**"] } } });
    const page = await follow("page");
    expect(sent("Network.setBlockedURLs")[0]?.params).toEqual({ urls: ["*/ads/*"] });
    page.emit("Fetch.requestPaused", paused("http://site.test/ads/1"));
    await expect.poll(() => sent("Fetch.failRequest")).toHaveLength(1);
    for (const requestId of ["1", "2", "2"])
      page.emit("Network.loadingFailed", { requestId, type: "Image", blockedReason: "inspector" });
    page.emit("Network.loadingFailed", { requestId: "3", type: "Image", blockedReason: "csp" });
    expect(telemetry.totals("http_requests_blocked")).toEqual({ image: 2 });
    expect(local).toEqual(["1"]);
  });

  it("blocks frames, but no page, by their type", async () => {
    const { follow, sent } = user({ network: { block: { ...NOTHING, types: ["document"] } } });
    const page = await follow("page");
    const frame = await follow("frame", "frame");
    page.emit("Fetch.requestPaused", paused("http://site.test/", { type: "Document" }));
    await expect.poll(() => sent("Fetch.continueRequest")).toHaveLength(1);
    page.emit("Page.frameAttached", { frameId: "frame" });
    page.emit("Fetch.requestPaused", paused("http://site.test/", { type: "Document" }));
    frame.emit("Fetch.requestPaused", paused("http://site.test/", { type: "Document" }));
    await expect.poll(() => sent("Fetch.failRequest")).toHaveLength(2);
  });

  it("pauses every request for the user's credentials, also after the last route", async () => {
    const { network, follow, sent } = user({ httpCredentials: { username: "ada", password: "lovelace" } });
    const page = await follow("page");
    const params = { patterns: [{ urlPattern: "*" }], handleAuthRequests: true };
    expect(sent("Fetch.enable")).toEqual([expect.objectContaining({ params })]);
    await network.addRoute(routeFor(async () => undefined));
    await network.removeRoutes(() => true);
    expect(sent("Fetch.disable")).toEqual([]);
    page.emit("Fetch.requestPaused", paused("http://site.test/a"));
    await expect.poll(() => sent("Fetch.continueRequest")).toHaveLength(1);
  });

  it("is slowed down and offline in all sessions, the later ones too", async () => {
    const { network, follow, sent } = user({ network: { conditions: { downloadKbps: 8, latencyMs: 5 } } });
    await follow("page");
    await network.setOffline(true);
    await network.setOffline(true);
    await follow("worker", "worker");
    const emulated = sent("Network.emulateNetworkConditions");
    const figures = { latency: 5, downloadThroughput: 1000, uploadThroughput: -1 };
    expect(emulated.map(({ session, params }) => [session, params])).toEqual([
      ["page", { offline: false, ...figures }],
      ["page", { offline: true, ...figures }],
      ["worker", { offline: true, ...figures }],
    ]);
  });
});
