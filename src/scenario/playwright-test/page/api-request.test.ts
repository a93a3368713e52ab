import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Play } from "../../../../test/fixtures/play.js";
import type { RunningIteration } from "../../iteration/running-iteration.js";
import { places } from "../../steps/place.js";
import { Actor } from "./actor.js";
import { TestRequestContext } from "./api-request.js";
import { OwnJar } from "./cookies.js";

const received: {
  readonly path: string | undefined;
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
}[] = [];
const servers: Server[] = [];
let [shop, other] = ["", ""];

beforeAll(async () => {
  other = await listen(() => undefined);
  shop = await listen((path) => ({ "/same": "/there", "/other": `${other}/there` })[path]);
});

afterAll(() => {
  for (const server of servers) server.close();
});

/** A server that redirects where it is told to; resolves to its origin. */
async function listen(locationOf: (path: string) => string | undefined): Promise<string> {
  const server = createServer(({ url = "/", method, headers }, response) => {
    received.push({ path: url, method, headers });
    const location = locationOf(url);
    response.writeHead(location === undefined ? 200 : 302, location === undefined ? {} : { location }).end();
  });
  servers.push(server);
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Posts with headers given by hand; returns what the last server received. */
async function posted(path: string) {
  return requested(path, { method: "POST", data: "text", headers: GIVEN });
}

const GIVEN = { Authorization: "Bearer secret", Cookie: "session=secret", "X-Own": "kept", "Content-Type": "text/plain" };

/** Sends a request by a context whose defaults are these; returns what the last server received. */
async function requested(path: string, options: Readonly<Record<string, unknown>>, { opened = {}, defaults = {} } = {}) {
  const scene = new Play(async () => {
    const iteration = places.getStore()?.iteration as RunningIteration;
    Object.assign(iteration.pages.own.adjustments, { opened });
    const actor = new Actor({ baseURL: shop, use: {} } as never, () => {});
    actor.begin(iteration);
    await new TestRequestContext({ actor, jar: new OwnJar(), defaults }).fetch(path, options);
  });
  expect((await scene.iterate()).failure).toBeUndefined();
  return received.at(-1);
}

it("keeps credentials for the origin that they were given for", async () => {
  const { method, headers } = (await posted("/same")) ?? { headers: {} };
  expect(method).toBe("GET");
  expect(headers).toMatchObject({ authorization: "Bearer secret", "x-own": "kept" });
  expect(headers).not.toHaveProperty("content-type");
});

it("does not send credentials to another origin", async () => {
  const { headers } = (await posted("/other")) ?? { headers: {} };
  expect(headers).toMatchObject({ host: new URL(other).host, "x-own": "kept" });
  expect(headers).not.toHaveProperty("authorization");
  expect(headers).not.toHaveProperty("cookie");
});

it("sends the headers of the command, those of its context over them, and its own over both", async () => {
  const command = { "X-Stage": "open", "X-User": "command", "X-Shop": "command" };
  const defaults = { extraHTTPHeaders: { "x-user": "context", "x-shop": "context" } };
  const sent = await requested("/there", { headers: { "X-Shop": "own" } }, { opened: { extraHeaders: command }, defaults });
  expect(sent?.headers).toMatchObject({ "x-stage": "open", "x-user": "context", "x-shop": "own" });
});
