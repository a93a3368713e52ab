import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import type { BrowserConnection } from "../../src/browser/connection.js";
import { ProtocolConnection } from "../../src/browser/protocol/protocol-connection.js";
import type { OperationOptions, PagePort } from "../../src/scenario/page-port.js";
import { noBrowser } from "../browser-available.js";

const PATIENT: OperationOptions = { timeoutMs: 20_000, signal: new AbortController().signal };

/** Forms of every kind, and files of every kind that a page refers to. */
const PAGE = `<!doctype html><title>All</title>
<link rel=stylesheet href=/a.css><link rel=preload as=script href=/pre.js><script src=/a.js defer></script>
<script type=module src=/m.js></script><link rel=modulepreload href=/m2.js><script src=/old.js nomodule></script>
<script src=/c.js crossorigin></script><img src=/b.png><img src=/c.png?v=1><link rel=stylesheet href=/print.css media=print>
<link rel="alternate stylesheet" title=x href=/other.css><template><img src=/never.png></template>
<a id=link href="/next?a=1#part">next</a><a id=relative href="deeper/one">deeper</a>
<form id=get action="/get?gone=1"><input name=q value="a b&c"><input name=off disabled value=x>
<fieldset disabled><legend><input name=legend value=l></legend><input name=set value=s></fieldset>
<select name=one><option>a<option selected>b</select><select name=many multiple><option selected>1<option selected disabled>2<option selected>3</select>
<input type=checkbox name=on checked><input type=checkbox name=no><input type=radio name=r value=1><input type=radio name=r value=2 checked>
<button name=by value=first>first</button><button name=by value=second id=second>second</button></form>
<input form=get name=outside value=o>
<form id=post method=post action=/post><input name='q"' value="ü"><textarea name=text>
a
b</textarea><input id=typed name=typed><button id=plain>post</button>
<button id=other formaction=/other formmethod=get>other</button><button id=unchecked formnovalidate>free</button></form>
<form id=strict method=post action=/strict><input name=needed required><input name=mail type=email value=x><button id=send>send</button></form>
<form id=multi method=post enctype=multipart/form-data action=/multi><input type=file name=f><input name='q"x' value=1><textarea name=t>a
b</textarea><button id=upload>m</button></form>
<form id=text method=post enctype=text/plain action=/text><input name=q value=1><input type=hidden name=_charset_><button id=sendtext>t</button></form>
<a id=blank target=_blank href="/blank?a=1">blank</a><form target=side method=post action=/side><button id=side name=to value=side>side</button></form>
<form id=implicit action=/implicit><input id=only name=only></form>`;

interface Seen {
  readonly request: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

let server: Server;
let url: string;
let seen: Seen[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    void read(request).then((body) => {
      const path = request.url ?? "";
      seen.push(seenOf(request, body));
      if (path.startsWith("/to"))
        response.writeHead(path.startsWith("/to307") ? 307 : 302, { location: "/landed", "set-cookie": "hop=1" });
      else if (/\.(css|js|png)/.test(path)) {
        const type = path.includes(".css") ? "text/css" : path.includes(".js") ? "text/javascript" : "image/png";
        const control = path.startsWith("/a.css") ? "max-age=3600" : path.startsWith("/b.png") ? "no-store" : "no-cache";
        response.writeHead(200, { "content-type": type, "cache-control": control, etag: `"${path.length}"` });
      } else {
        const cookies = ["session=s; HttpOnly; Path=/", "deep=d; Path=/deeper", "strict=1; SameSite=Strict"];
        response.writeHead(200, {
          "content-type": "text/html; charset=utf-8",
          "set-cookie": cookies,
          "cache-control": "no-store",
        });
      }
      response.end(/\.(css|js|png)/.test(path) ? "" : PAGE);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** What names the program itself, and how it decompresses. */
const OWN = /^(user-agent|sec-ch-ua|accept-encoding|connection|host)$/;

function seenOf({ method, url: path = "", headers, rawHeaders }: IncomingMessage, body: string): Seen {
  const boundary = /boundary=(.*)$/.exec(headers["content-type"] ?? "")?.[1];
  const plain = (text: string) =>
    (boundary === undefined ? text : text.replaceAll(boundary, "BOUNDARY")).replaceAll(`${headers.host}`, "HOST");
  const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
  const kept = names.filter((name) => !OWN.test(name)).sort();
  return {
    request: `${method} ${path}`,
    headers: Object.fromEntries(kept.map((name) => [name, plain(String(headers[name]))])),
    body: plain(body),
  };
}

type Act = (page: PagePort) => Promise<unknown>;

const ACTS: Readonly<Record<string, Act>> = {
  "an address": (page) => page.navigate(`${url}/start`, PATIENT),
  "an address again": (page) => page.navigate(`${url}/start`, PATIENT),
  "a reload": (page) => page.reload(PATIENT),
  "a link": (page) => page.pointer.click("#link", PATIENT),
  "a relative link": (page) => page.pointer.click("#relative", PATIENT),
  "going back": (page) => page.history.goBack(PATIENT),
  "a redirect": (page) => page.navigate(`${url}/to?x=1`, { ...PATIENT, referer: "http://other.test/from" }),
  "a form of GET": (page) => page.pointer.click("#second", PATIENT),
  "its default button": (page) => page.submitForm("#get", PATIENT),
  "a form of POST": async (page) => {
    await page.fill("#typed", "Ada\tL", PATIENT);
    await page.pointer.click("#plain", PATIENT);
  },
  "a button that leads elsewhere": (page) => page.pointer.click("#other", PATIENT),
  "Enter in a field": (page) => page.keyboard.pressOn("#typed", "Enter", PATIENT),
  "Enter in the only field": async (page) => {
    await page.keyboard.typeInto("#only", "it", PATIENT);
    await page.keyboard.pressOn("#only", "Enter", PATIENT);
  },
  "a form that is not valid": async (page) => {
    await page.pointer.click("#send", PATIENT);
    await page.fill("#strict [name=needed]", "x", PATIENT);
    await page.pointer.click("#send", PATIENT);
    await page.fill("#strict [name=mail]", "a@b.test", PATIENT);
    await page.pointer.click("#send", PATIENT);
  },
  "a form with a file": async (page) => {
    const contents = [{ name: 'a"ü.txt', mimeType: "text/plain", bytes: Buffer.from("hello") }];
    await page.files.setInputFiles("[type=file]", { kind: "contents", contents }, PATIENT);
    await page.pointer.click("#upload", PATIENT);
  },
  "a form without a file": (page) => page.pointer.click("#upload", PATIENT),
  "a link to a new window": (page) => inPopup(page, "#blank", "/blank?a=1"),
  "a form to a window with a name": (page) => inPopup(page, "#side", "/side"),
  "a form of plain text": (page) => page.pointer.click("#sendtext", PATIENT),
};

/** Clicks on what opens a popup, and on a link in it. */
async function inPopup(page: PagePort, selector: string, address: string): Promise<void> {
  const before = page.url();
  const watch = page.windows.watch();
  await page.pointer.click(selector, PATIENT);
  const popup = page.windows.popup(await watch.opened({ ...PATIENT, waitUntil: "load" }));
  watch.end();
  expect([popup?.url(), page.url()]).toEqual([`${url}${address}`, before]);
  await popup?.pointer.click("#relative", PATIENT);
  await popup?.waits.forURL({ shown: "any", fits: (shown) => shown.includes("deeper") }, { ...PATIENT, waitUntil: "load" });
  await page.windows.closeAll(5000);
  await expect(popup?.reads.innerText("#relative", PATIENT)).rejects.toMatchObject({ kind: "closed" });
}

/** The requests of each act: first the document and its redirects, then the rest by name. */
async function requestsOf(connection: BrowserConnection): Promise<Readonly<Record<string, readonly Seen[]>>> {
  const { signal } = PATIENT;
  await connection.launch({ headed: false, timeoutMs: 30_000, signal, env: process.env, clock: systemClock, onCrash: () => {} });
  try {
    const telemetry = { sample() {}, count() {}, gauge() {}, custom() {}, failure() {}, unmeasured() {}, pageError() {} };
    const { page } = await connection.newContext({ ...PATIENT, userId: 1, telemetry, routes: [], locale: "de-DE" });
    const requests: Record<string, readonly Seen[]> = {};
    for (const [name, act] of Object.entries(ACTS)) {
      seen = [];
      await act(page);
      // Everything that the page refers to.
      await page.waits.forURL({ shown: "any", fits: () => true }, { ...PATIENT, waitUntil: "load" });
      const isAsset = ({ request }: Seen) => /\.(css|js|png)/.test(request);
      const assets = seen.filter(isAsset).sort((a, b) => a.request.localeCompare(b.request));
      requests[name] = [...seen.filter((one) => !isAsset(one)), ...assets];
    }
    return requests;
  } finally {
    await connection.close(5000);
  }
}

describe.skipIf(noBrowser)(`the requests of a user without a browser${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("are those of a user in a browser: addresses, headers, cookies and bodies", { timeout: 120_000 }, async () => {
    const expected = await requestsOf(new ChromiumConnection());
    const got = await requestsOf(new ProtocolConnection());
    for (const name of Object.keys(ACTS)) expect.soft(got[name], name).toEqual(expected[name]);
  });
});
