import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startAskingSite } from "../../../../test/fixtures/asking-site.js";
import { Play } from "../../../../test/fixtures/play.js";
import type { RunningIteration } from "../../iteration/running-iteration.js";
import { places } from "../../steps/place.js";
import { Actor } from "./actor.js";
import { TestRequestContext } from "./api-request.js";
import { Dispatchers } from "./api-transport.js";
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
  return listening(server);
}

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", done);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Posts with headers given by hand; returns what the last server received. */
async function posted(path: string) {
  return requested(path, { method: "POST", data: "text", headers: GIVEN });
}

const GIVEN = { Authorization: "Bearer secret", Cookie: "session=secret", "X-Own": "kept", "Content-Type": "text/plain" };

/** Sends a request by a context whose defaults are these; returns what the last server received. */
async function requested(
  path: string,
  options: Readonly<Record<string, unknown>>,
  { opened = {}, defaults = {}, ownHeaders = () => ({}) } = {},
) {
  const scene = new Play(async () => {
    const iteration = places.getStore()?.iteration as RunningIteration;
    Object.assign(iteration.pages.own.adjustments, { opened });
    const actor = new Actor({ baseURL: shop, use: {} } as never, () => {});
    actor.begin(iteration);
    await new TestRequestContext({ actor, jar: new OwnJar(), defaults, ownHeaders }).fetch(path, options);
  });
  const { failure } = await scene.iterate();
  if (failure !== undefined) throw new Error(failure.message);
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

it("sends credentials unasked to no origin but the first", async () => {
  const opened = { httpCredentials: { username: "ann", password: "1", send: "always" } };
  const before = received.length;
  await requested("/other", {}, { opened });
  const header = `Basic ${Buffer.from("ann:1").toString("base64")}`;
  const sent = received.slice(before).map(({ headers: { host, authorization } }) => [`http://${host}`, authorization]);
  expect(sent).toEqual([
    [shop, header],
    [other, undefined],
  ]);
});

it("sends the headers of the command, those of its context over them, and its own over both", async () => {
  const command = { "X-Stage": "open", "X-User": "command", "X-Shop": "command" };
  const defaults = { extraHTTPHeaders: { "x-user": "context", "x-shop": "context" } };
  const sent = await requested("/there", { headers: { "X-Shop": "own" } }, { opened: { extraHeaders: command }, defaults });
  expect(sent?.headers).toMatchObject({ "x-stage": "open", "x-user": "context", "x-shop": "own" });
});

it("sends the headers that the context was given since, and its user agent", async () => {
  const opened = { extraHeaders: { "x-stage": "open" }, userAgent: "Own/1" };
  const sent = await requested("/there", {}, { opened, ownHeaders: () => ({ "X-Stage": "shut" }) });
  expect(sent?.headers).toMatchObject({ "x-stage": "shut", "user-agent": "Own/1" });
});

it("logs in where a site asks for it, with the credentials of its own context or else of the browser", async () => {
  const server = createServer((request, response) => {
    received.push({ path: request.url, method: request.method, headers: request.headers });
    const isKnown = request.headers.authorization !== undefined;
    response.writeHead(isKnown ? 200 : 401, isKnown ? {} : { "www-authenticate": 'Basic realm="stage"' }).end();
  });
  const site = await listening(server);
  const opened = { httpCredentials: { username: "ann", password: "1" } };
  const header = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });
  const before = received.length;
  expect((await requested(`${site}/in`, {}, { opened }))?.headers).toMatchObject(header("ann:1"));
  expect(received).toHaveLength(before + 2);
  const defaults = { httpCredentials: { username: "bob", password: "2", send: "always" } };
  expect((await requested(`${site}/in`, {}, { opened, defaults }))?.headers).toMatchObject(header("bob:2"));
  expect(received).toHaveLength(before + 3);
  const elsewhere = { httpCredentials: { username: "eve", password: "3", origin: "http://other.test" } };
  expect((await requested(`${site}/in`, {}, { defaults: elsewhere }))?.headers).not.toHaveProperty("authorization");
});

it("goes through a proxy, and takes any certificate where it is told to", async () => {
  const proxied: (string | undefined)[] = [];
  const proxy = createServer((request, response) => {
    proxied.push(request.url);
    response.end();
  });
  proxy.on("connect", ({ url }, socket) => {
    proxied.push(url);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  const server = await listening(proxy);
  const through = requested(`${shop}/there`, {}, { opened: { proxy: { server } } });
  await expect(through).rejects.toThrow();
  expect(proxied.join()).toContain(new URL(shop).host);
  await requested(`${shop}/there`, {}, { opened: { proxy: { server, bypass: "127.0.0.1" } } });
  expect(proxied).toHaveLength(1);
  const bare = { proxy: { server: new URL(server).host } };
  await expect(requested(`${shop}/there`, {}, { defaults: bare })).rejects.toThrow();
  expect(proxied).toHaveLength(2);
  const socks4 = { proxy: { server: "socks4://proxy.test:1080" } };
  await expect(requested("/there", {}, { defaults: socks4 })).rejects.toThrow("socks4://proxy.test:1080");
  await expect(requested("/there", {}, { opened: socks4 })).rejects.toThrow("socks4://proxy.test:1080");
  const pem = (name: string) => readFileSync(`test/fixtures/tls/${name}.pem`);
  const secure = createSecureServer({ key: pem("key"), cert: pem("cert") }, (request, response) => {
    received.push({ path: request.url, method: request.method, headers: request.headers });
    request.pipe(response);
  });
  const site = (await listening(secure as unknown as Server)).replace("http:", "https:");
  await expect(requested(`${site}/x`, {})).rejects.toThrow();
  expect((await requested(`${site}/browser`, {}, { opened: { ignoreCertificateErrors: true } }))?.path).toBe("/browser");
  const form = { multipart: { note: "text" }, method: "POST" };
  const sent = await requested(`${site}/own`, form, { defaults: { ignoreHTTPSErrors: true } });
  expect(sent?.headers["content-type"]).toContain("multipart/form-data");
});

it("shows client certificates to their sites, those of the context before the user's", async () => {
  const site = await startAskingSite();
  const path = (name: string) => `test/fixtures/tls/${name}.pem`;
  const [cert, key] = ["cert", "key"].map((name) => readFileSync(path(name), "base64"));
  const opened = { ignoreCertificateErrors: true, clientCertificates: [{ origin: site.origin, cert, key }] };
  const own = [{ origin: site.origin, certPath: path("cert"), keyPath: path("key") }];
  await requested(`${site.origin}/user`, {}, { opened });
  await requested(`${site.origin}/context`, {}, { defaults: { clientCertificates: own, ignoreHTTPSErrors: true } });
  await requested(`${site.origin}/none`, {}, { opened, defaults: { clientCertificates: [] } });
  expect(site.seen).toEqual(["1.1 /user localhost", "1.1 /context localhost", "1.1 /none nobody"]);
  const wrong = { clientCertificates: [{ ...own[0], keyPath: path("cert") }] };
  const sent = async () => requested(`${site.origin}/wrong`, {}, { defaults: wrong });
  await expect(sent()).rejects.toThrow(`the certificate for ${site.origin} cannot be used`);
  await site.close();
});

it("keeps the connections of the ways out used last, and closes the others", () => {
  const closed: unknown[] = [];
  class Agent {
    close() {
      closed.push(this);
    }
  }
  const dispatchers = new Dispatchers(2);
  const by = (username: string) =>
    dispatchers.get({ ignoreCertificateErrors: false, proxy: { server: "http://proxy.test", username } }, {
      Agent,
      ProxyAgent: Agent,
    } as never);
  const [ann, bob] = [by("ann"), by("bob")];
  expect(by("ann")).toBe(ann);
  expect(by("eve")).not.toBe(bob);
  expect(closed).toEqual([bob]);
  expect(by("ann")).toBe(ann);
});
