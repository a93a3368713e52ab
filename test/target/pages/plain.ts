import { setTimeout as sleep } from "node:timers/promises";
import { page } from "../layout.js";
import { htmlReply, type Reply } from "../reply.js";
import type { DeadRoute } from "../route.js";
import { html } from "../template.js";

const REDIRECT = 302;

/** Pages and answers without LiveView. */
export const PLAIN_ROUTES: readonly DeadRoute[] = [
  {
    method: "GET",
    path: "/plain",
    respond: () =>
      document("Plain", '<p id="text">Nothing is alive here.</p><p><a id="to-counter" href="/counter">Counter</a></p>'),
  },
  // A LiveSocket without a view: it exists and never connects.
  {
    method: "GET",
    path: "/dead",
    respond: () => htmlReply(page({ title: "Dead", body: "<main><h1>Dead</h1></main>", live: true })),
  },
  { method: "GET", path: "/plain-form", respond: () => document("Plain form", PLAIN_FORM) },
  { method: "POST", path: "/plain-form", respond: async (request) => posted(await request.text()) },
  { method: "GET", path: "/broken", respond: () => htmlReply(page({ title: "Broken", body: BROKEN, script: BROKEN_SCRIPT })) },
  {
    method: "*",
    path: "/status/:code",
    respond: ({ params }) => ({ ...document(`Status ${params.code}`, ""), status: statusOf(params.code) }),
  },
  {
    method: "*",
    path: "/redirect",
    respond: ({ url }) => ({ status: REDIRECT, headers: { location: url.searchParams.get("to") ?? "/" }, body: "" }),
  },
  { method: "GET", path: "/bytes", respond: ({ url }) => bytes(Number(url.searchParams.get("n") ?? 1000)) },
  {
    method: "GET",
    path: "/slow-page",
    async respond({ url }) {
      await sleep(Number(url.searchParams.get("ms") ?? 500));
      return document("Slow page", '<p id="text">Here at last.</p>');
    },
  },
];

function document(title: string, body: string): Reply {
  return htmlReply(page({ title, body: `<main><h1>${title}</h1>${body}</main>` }));
}

const PLAIN_FORM = `<form id="plain-form" class="stack" method="post" action="/plain-form">
<label for="name">Name</label><input id="name" name="name">
<label for="email">E-mail</label><input id="email" name="email">
<button id="send">Send</button>
</form>`;

function posted(body: string): Reply {
  const fields = [...new URLSearchParams(body)].map(([name, value]) => `${name}=${value}`).join(", ");
  return htmlReply(
    page({ title: "Posted", body: html`<main><h1>Posted</h1><p id="posted" class="notice">${fields}</p></main>` }),
  );
}

const BROKEN = `<main><h1>Broken</h1>
<p>Three failing requests, an image that is not there, an uncaught error and an unhandled rejection. <span id="done">running</span></p>
<img id="missing-image" src="/missing.png" alt="an image that is not there" width="40" height="40">
</main>`;

// Port 61999 is outside Linux's ephemeral range, so nothing listens there by chance.
const BROKEN_SCRIPT = `
Promise.allSettled([fetch("/missing"), fetch("/status/500"), fetch("http://127.0.0.1:61999/", { mode: "no-cors" })])
  .then(() => { document.querySelector("#done").textContent = "done"; });
Promise.reject(new Error("rejected on purpose"));
setTimeout(() => { throw new Error("thrown on purpose"); });
`;

function statusOf(code: string | undefined): number {
  const status = Number(code);
  return Number.isInteger(status) && status >= 200 && status <= 599 ? status : 400;
}

function bytes(count: number): Reply {
  const size = Math.min(Math.max(0, count), 10_000_000);
  return { status: 200, headers: { "content-type": "application/octet-stream" }, body: Buffer.alloc(size, 97) };
}
