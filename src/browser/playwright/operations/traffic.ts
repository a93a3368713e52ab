import type { Page, Request, Response } from "playwright-core";
import { PageOperationError } from "../../../scenario/page-port.js";
import { bodyOfRedirect, received, unreadable } from "../../network/response-body.js";
import type { ListenToTraffic } from "../../network/traffic-watch.js";

/** Requests of the page and its frames of any site, from Playwright's events. */
export function trafficOf(page: Page): ListenToTraffic {
  return (listener) => {
    const onRequest = (request: Request) => listener.sent(request, { ...common(request), postData: request.postData() });
    const onResponse = (response: Response) => {
      const request = response.request();
      const { responseStart } = request.timing();
      const durationMs = responseStart < 0 ? null : responseStart;
      const answer = { url: response.url(), status: response.status(), headers: response.headers(), durationMs };
      listener.answered(request, { ...common(request), ...answer }, () => bodyOf(response));
    };
    page.on("request", onRequest);
    page.on("response", onResponse);
    return () => {
      page.off("request", onRequest);
      page.off("response", onResponse);
    };
  };
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  // Playwright learns of the next request only later.
  if (response.status() >= 300 && response.status() < 400 && response.headers().location !== undefined)
    return bodyOfRedirect(response.url());
  const failure = await response.finished();
  if (failure !== null)
    throw new PageOperationError("connection", `the body of ${response.url()} did not arrive: ${failure.message}`);
  const body = await response.body().catch((error: unknown) => {
    throw unreadable(response.url(), error);
  });
  return received(response.url(), body, body.byteLength > 0 ? 0 : (await response.request().sizes()).responseBodySize);
}

function common(request: Request) {
  return {
    url: request.url(),
    method: request.method(),
    resourceType: request.resourceType(),
    headers: request.headers(),
  };
}
