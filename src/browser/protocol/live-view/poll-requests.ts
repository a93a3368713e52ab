import type { LivePage } from "../live-part.js";
import type { PollRequest } from "./wire/long-poll-transport.js";

const NOBODY = { answered: () => {}, failed: () => {} };

/** Long polling by the user's own requests: `fetch` of the page's script. */
export function pollRequests(page: LivePage): PollRequest {
  return async ({ method, url, headers, body, signal }) => {
    const contentType = headers["content-type"];
    try {
      const answer = await page.requests.send(
        {
          url: new URL(url),
          method,
          destination: "empty",
          mode: "cors",
          from: new URL(page.url),
          type: "fetch",
          isPage: false,
          isRedirect: false,
          contentType,
          body: body === undefined ? undefined : Buffer.from(body),
          signal,
        },
        NOBODY,
      );
      return answer.body.toString();
    } catch {
      return undefined;
    }
  };
}
