import type { Page, Request, Response } from "playwright-core";
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
      listener.answered(request, { ...common(request), ...answer }, () => response.body());
    };
    page.on("request", onRequest);
    page.on("response", onResponse);
    return () => {
      page.off("request", onRequest);
      page.off("response", onResponse);
    };
  };
}

function common(request: Request) {
  return {
    url: request.url(),
    method: request.method(),
    resourceType: request.resourceType(),
    headers: request.headers(),
  };
}
