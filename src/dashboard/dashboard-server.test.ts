import { get, request } from "node:http";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../base/clock.js";
import { LiveLoadError } from "../base/errors.js";
import type { Steer } from "../run/steering/run-control.js";
import type { RunStatus } from "../run/steering/run-status.js";
import type { DashboardEvent } from "./dashboard-events.js";
import { DASHBOARD_SCRIPT, DASHBOARD_STYLE } from "./dashboard-page.generated.js";
import { dashboardPage } from "./dashboard-page.js";
import { startDashboardServer } from "./dashboard-server.js";
import { type DashboardState, emptyState, type FeedMessage, stateAfter } from "./dashboard-state.js";
import type { DashboardSteering } from "./dashboard-steering.js";
import { EventFeed } from "./event-feed.js";

async function start(port: number | undefined = 0, steering?: DashboardSteering) {
  const feed = new EventFeed(systemClock, emptyState("run", "1.0.0"));
  const server = await startDashboardServer({ port, page: dashboardPage(), feed, steering });
  onTestFinished(() => server.close());
  return { feed, server, url: new URL(server.url) };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

function ask(
  url: URL,
  options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<Answer> {
  return new Promise((done, failed) => {
    const asking = request(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => done({ status: response.statusCode, headers: response.headers, text }));
    });
    asking.on("error", failed);
    asking.end(options.body);
  });
}

/** Follows events as a page does. */
function follow(url: URL) {
  const messages: FeedMessage[] = [];
  let rest = "";
  let isOver = false;
  const asking = get(new URL("/events", url), (response) => {
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      const parts = `${rest}${chunk}`.split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        const data = /^data: (.+)$/m.exec(part)?.[1];
        if (data !== undefined) messages.push(JSON.parse(data) as FeedMessage);
      }
    });
    response.on("end", () => {
      isOver = true;
    });
  });
  asking.on("error", () => {});
  onTestFinished(() => void asking.destroy());
  return {
    messages,
    isOver: () => isOver,
    state: () =>
      messages.reduce<DashboardState | undefined>(
        (state, message) =>
          message.type === "state" ? message.state : state === undefined ? state : message.events.reduce(stateAfter, state),
        undefined,
      ),
  };
}

const line = (text: string): DashboardEvent => ({ type: "message", message: { atMs: 1, level: "log", from: "user 1", text } });
const WAIT = { timeout: 30_000 };

describe("the server of the dashboard", () => {
  it("serves one page that loads nothing but its events", async () => {
    const { url } = await start();
    const { status, headers, text } = await ask(url);
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toMatch(
      /^default-src 'none'; img-src data: 'self'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; .*connect-src 'self'; frame-ancestors 'none'$/,
    );
    expect(text.split("<script>")).toHaveLength(2);
    expect(text).toContain(`<script>${DASHBOARD_SCRIPT}</script>`);
    expect(text).not.toMatch(/(?:src|href)="(?!data:)[^"#]/);
    expect(DASHBOARD_STYLE).not.toMatch(/url\((?!["']?data:)/);
    expect(DASHBOARD_SCRIPT).not.toMatch(/<\/script/i);
    expect(Buffer.byteLength(text)).toBeLessThan(300_000);
  });

  it("answers only to host names of this machine", async () => {
    const { url } = await start();
    for (const host of ["127.0.0.1", "localhost:9999", "LOCALHOST", `[::1]:${url.port}`])
      expect((await ask(url, { headers: { host } })).status, host).toBe(200);
    for (const host of ["evil.test", `evil.test:${url.port}`, "127.0.0.1.evil.test", "localhost.evil.test:80", "0.0.0.0"])
      for (const path of ["/", "/events"]) expect((await ask(new URL(path, url), { headers: { host } })).status, host).toBe(421);
  });

  it("allows only GET", async () => {
    const { url, feed } = await start();
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"]) {
      const { status, headers } = await ask(new URL("/events", url), { method });
      expect([status, headers.allow], method).toEqual([405, "GET"]);
    }
    expect((await ask(new URL("/../etc/passwd", url))).status).toBe(404);
    expect(feed.clients).toBe(0);
  });

  it("does not give events to a page of another site", async () => {
    const { url } = await start();
    const events = new URL("/events", url);
    for (const site of ["cross-site", "same-site"])
      expect((await ask(events, { headers: { "sec-fetch-site": site } })).status).toBe(403);
    expect((await ask(url)).headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("sends a late page the whole state, and every page the same events from then on", async () => {
    const { url, feed } = await start();
    const early = follow(url);
    await expect.poll(() => feed.clients, WAIT).toBe(1);
    feed.push({ type: "scenario-started", name: "a", index: 1, total: 1 });
    feed.push(line("one"));
    const late = follow(url);
    await expect.poll(() => feed.clients, WAIT).toBe(2);
    feed.push(line("two"));
    await expect.poll(() => late.state()?.output.length, WAIT).toBe(2);
    await expect.poll(() => early.state(), WAIT).toEqual(late.state());
    expect(early.state()).toEqual(feed.state);
    await feed.end();
    await expect.poll(() => [early.isOver(), late.isOver()], WAIT).toEqual([true, true]);
  });

  it("sends the last events before it closes", async () => {
    const { url, feed, server } = await start();
    const page = follow(url);
    await expect.poll(() => feed.clients, WAIT).toBe(1);
    feed.push({ type: "over", exit: { code: 0, meaning: "Everything held." } });
    await feed.end();
    server.close();
    await expect.poll(() => page.state()?.exit, WAIT).toEqual({ code: 0, meaning: "Everything held." });
    await expect(ask(url)).rejects.toThrow(/ECONNREFUSED/);
  });

  it("queues nothing for a page that does not read; once it reads again, it has the whole state", async () => {
    const { url, feed } = await start();
    const fast = follow(url);
    feed.push({ type: "scenario-started", name: "a", index: 1, total: 1 });
    const slow = connect(Number(url.port), "127.0.0.1");
    onTestFinished(() => void slow.destroy());
    slow.on("error", () => {});
    let [received, length] = ["", 0];
    slow.on("data", (chunk) => {
      received = `${received}${String(chunk)}`.slice(-200_000);
      length += chunk.length;
    });
    slow.pause();
    slow.write("GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    await expect.poll(() => feed.clients, WAIT).toBe(2);
    let count = 0;
    // More than the buffers of any system between the two hold.
    while (count < 480) {
      for (const until = count + 80; count < until; count++)
        feed.push({ type: "under-way", text: `${"x".repeat(50_000)} ${count}` });
      await expect.poll(() => fast.state()?.current?.underWay?.endsWith(` ${count - 1}`), WAIT).toBe(true);
    }
    expect(feed.clients).toBe(2);
    slow.resume();
    await expect.poll(() => received.includes(` ${count - 1}"`), WAIT).toBe(true);
    expect(length).toBeLessThan(16_000_000);
  });

  it("limits the number of pages", async () => {
    const { url, feed } = await start();
    for (let at = 0; at < 16; at++) follow(url);
    await expect.poll(() => feed.clients, WAIT).toBe(16);
    expect((await ask(new URL("/events", url))).status).toBe(503);
  });

  it("refuses a requested port that is in use, and otherwise finds a free one", async () => {
    const { url } = await start();
    const usedPort = Number(url.port);
    await expect(start(usedPort)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: `uiPort is ${usedPort}, which is in use`,
      details: { option: "uiPort", value: usedPort },
    });
    const ports = await Promise.all([start(undefined), start(undefined)]);
    expect(new Set(ports.map((started) => started.url.port)).size).toBe(2);
  });
});

describe("the controls of the page", () => {
  const token = "64efaf205f61061714a10425ea94e154";
  const asked: unknown[] = [];
  const steer: Steer = async (request, by) => {
    asked.push([request, by]);
    if (request.do === "resume") throw new LiveLoadError("CHANGE_REFUSED", "the run is not paused", { hint: "see its status" });
    return { status: {} as RunStatus, warnings: [] };
  };
  const post = (url: URL, headers: Record<string, string>, body = '{"do":"pause"}') =>
    ask(new URL("/control", url), { method: "POST", headers: { "content-type": "application/json", ...headers }, body });

  it("take requests with the token of the address, and pass them on", async () => {
    const { url } = await start(0, { token, steer: () => steer });
    expect(url.searchParams.get("steer")).toBe(token);
    const own = { "x-liveload-steer": token };
    expect(await post(url, own)).toMatchObject({ status: 200, text: expect.stringContaining('"warnings":[]') });
    expect(asked.splice(0)).toEqual([[{ do: "pause" }, "dashboard"]]);
    const refused = await post(url, { ...own, origin: url.origin }, '{"do":"resume"}');
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([
      409,
      { error: { code: "CHANGE_REFUSED", hint: "see its status" } },
    ]);
    expect((await post(url, own, '{"do":"users","users":-1}')).text).toContain("INVALID_OPTION");
    expect((await post(url, own, `{"do":"pause","x":"${"x".repeat(5000)}"}`)).text).toContain("INVALID_OPTION");
    const { url: idle } = await start(0, { token, steer: () => undefined });
    expect((await post(idle, own)).text).toContain("no scenario is running");
  });

  it("refuse everybody else", async () => {
    const { url } = await start(0, { token, steer: () => steer });
    const own = { "x-liveload-steer": token };
    asked.length = 0;
    const answers = await Promise.all([
      post(url, {}),
      post(url, { "x-liveload-steer": token.replace("6", "7") }),
      post(url, { ...own, origin: "http://evil.test" }),
      post(url, { ...own, origin: "null" }),
      post(url, { ...own, "sec-fetch-site": "cross-site" }),
      post(url, { ...own, host: "evil.test" }),
      post(url, { ...own, "content-type": "text/plain" }),
      ask(new URL("/control", url), { headers: own }),
      post((await start()).url, own),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 421, 415, 405, 403]);
    expect(asked).toEqual([]);
  });
});
