import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A site whose pages try a browser's abilities. */
export interface AbilitiesSite {
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const BUTTON = `<!DOCTYPE html><title>Abilities</title><button id="go">Go</button>`;
/** Headers that isolate a page, as both features need. */
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
const STRICT = "default-src 'none'; script-src 'nonce-page'; require-trusted-types-for 'script'; trusted-types page";

const ANSWERS: Readonly<Record<string, Answer>> = {
  "/": { body: BUTTON },
  "/isolated": { headers: ISOLATED, body: BUTTON },
  "/strict": {
    headers: { "content-security-policy": STRICT },
    body: `${BUTTON}<script nonce="page">globalThis.violations = []; document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => violations.push(effectiveDirective));</script>`,
  },
  "/popup": {
    body: `<title>Popup</title><script>opener?.postMessage("hello", "*"); onmessage = ({ data }) => opener.postMessage("got " + data, "*");</script>`,
  },
  "/frames": { body: `<frameset cols="50%,50%"><frame src="/popup"><frame src="/popup"></frameset>` },
  "/worker.js": {
    type: "text/javascript",
    body: `onmessage = ({ data, ports }) => { if (globalThis.SharedArrayBuffer && data instanceof SharedArrayBuffer) { Atomics.store(new Int32Array(data), 0, 7); Atomics.notify(new Int32Array(data), 0); } postMessage("worker"); };`,
  },
  "/shared.js": { type: "text/javascript", body: `onconnect = ({ ports }) => ports[0].postMessage("shared");` },
  "/service.js": {
    type: "text/javascript",
    body: `oninstall = () => skipWaiting(); onactivate = (event) => event.waitUntil(clients.claim());
      onfetch = (event) => { if (event.request.url.endsWith("/by-service")) event.respondWith(new Response("service")); };`,
  },
  "/audio.js": {
    type: "text/javascript",
    body: `registerProcessor("one", class extends AudioWorkletProcessor { process(_, [[out]]) { out.fill(1); return true; } });`,
  },
  "/paint.js": {
    type: "text/javascript",
    body: `registerPaint("dots", class { paint(context) { context.fillRect(0, 0, 9, 9); } });`,
  },
  "/file.pdf": {
    type: "application/pdf",
    body: "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>",
  },
  "/events": { type: "text/event-stream", body: "data: one\n\n" },
  "/file.csv": { type: "text/csv", headers: { "content-disposition": "attachment" }, body: "a,b" },
};

export async function startAbilitiesSite(): Promise<AbilitiesSite> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://site").pathname;
    const answer = path === "/headers" ? { type: "application/json", body: JSON.stringify(request.headers) } : ANSWERS[path];
    const { type = "text/html", headers = {}, body = "not found" } = answer ?? {};
    // An isolated page only loads resources that allow it.
    const allowed = { "cross-origin-resource-policy": "same-origin", ...(path.endsWith(".js") ? ISOLATED : {}) };
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": type, ...allowed, ...headers });
    response.end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
