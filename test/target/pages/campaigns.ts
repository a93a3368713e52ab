import { randomBytes } from "node:crypto";
import type { App } from "../app.js";
import { page } from "../layout.js";
import { NotFoundError } from "../live-view.js";
import { htmlReply, type Reply, type Request } from "../reply.js";
import type { DeadRoute } from "../route.js";
import { html } from "../template.js";

/** Campaigns are created and deleted through an API for a scenario's `setup` and `teardown`; each has a page. */
export const CAMPAIGN_ROUTES: readonly DeadRoute[] = [
  { method: "POST", path: "/api/campaigns", respond: create },
  { method: "DELETE", path: "/api/campaigns/:id", respond: remove },
  { method: "GET", path: "/campaigns/:id", respond: show },
];

function create(_: Request, { campaigns }: App): Reply {
  const id = randomBytes(6).toString("base64url");
  campaigns.add(id);
  return { status: 201, headers: { "content-type": "text/plain" }, body: id };
}

function remove(request: Request, { campaigns }: App): Reply {
  if (!campaigns.delete(idOf(request))) throw new NotFoundError(`There is no campaign ${idOf(request)}.`);
  return { status: 204, body: "" };
}

function show(request: Request, { campaigns }: App): Reply {
  const id = idOf(request);
  if (!campaigns.has(id)) throw new NotFoundError(`There is no campaign ${id}.`);
  return htmlReply(page({ title: "Campaign", body: html`<main><h1>Campaign</h1><p id="campaign">${id}</p></main>` }));
}

function idOf({ params }: Request): string {
  return params.id ?? "";
}
