import type { ProtocolSession } from "./protocol/protocol-session.js";

/**
 * Answers each request's authentication challenge once: a second challenge means that the password was wrong. The interception
 * of requests enables the Fetch domain and lets the requests go.
 */
export function answerWithCredentials(
  session: ProtocolSession,
  credentials: { readonly username: string; readonly password: string },
): void {
  const asked = new Set<string>();
  session.on("Fetch.authRequired", ({ requestId }) => {
    const response = asked.has(requestId) ? "CancelAuth" : "ProvideCredentials";
    asked.add(requestId);
    const authChallengeResponse = { response, ...(response === "CancelAuth" ? {} : credentials) } as const;
    session.send("Fetch.continueWithAuth", { requestId, authChallengeResponse }).catch(() => {});
  });
}
