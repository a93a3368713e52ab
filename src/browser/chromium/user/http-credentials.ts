import type { BrowserOptions, HttpCredentials } from "../../../scenario/browser-options/browser-options.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";

/**
 * Answers the authentication challenges of sites and of the proxy, each request's once: a second challenge means that the
 * password was wrong. The interception of requests enables the Fetch domain and lets the requests go.
 */
export function answerWithCredentials(
  session: ProtocolSession,
  { httpCredentials, proxy }: Pick<BrowserOptions, "httpCredentials" | "proxy">,
): void {
  const proxyLogin = proxy?.username === undefined ? undefined : { username: proxy.username, password: proxy.password ?? "" };
  if (httpCredentials === undefined && proxyLogin === undefined) return;
  const asked = new Set<string>();
  session.on("Fetch.authRequired", ({ requestId, request, authChallenge: { source } }) => {
    const login = source === "Proxy" ? proxyLogin : forSite(httpCredentials, request.url);
    // A request may be asked by the proxy and by the site.
    const key = `${source} ${requestId}`;
    const response = asked.has(key) ? "CancelAuth" : login === undefined ? "Default" : "ProvideCredentials";
    asked.add(key);
    const authChallengeResponse = { response, ...(response === "ProvideCredentials" ? login : {}) } as const;
    session.send("Fetch.continueWithAuth", { requestId, authChallengeResponse }).catch(() => {});
  });
}

function forSite(
  credentials: HttpCredentials | undefined,
  url: string,
): Pick<HttpCredentials, "username" | "password"> | undefined {
  if (credentials === undefined) return undefined;
  const { username, password, origin } = credentials;
  return origin === undefined || origin === new URL(url).origin ? { username, password } : undefined;
}
