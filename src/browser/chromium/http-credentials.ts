import type { ProtocolSession } from "./protocol/protocol-session.js";

/** Answers each request's authentication challenge once: a second challenge means that the password was wrong. */
export async function answerWithCredentials(
  session: ProtocolSession,
  credentials: { readonly username: string; readonly password: string },
): Promise<void> {
  const asked = new Set<string>();
  session.on("Fetch.requestPaused", ({ requestId }) => {
    session.send("Fetch.continueRequest", { requestId }).catch(() => {});
  });
  session.on("Fetch.authRequired", ({ requestId }) => {
    const response = asked.has(requestId) ? "CancelAuth" : "ProvideCredentials";
    asked.add(requestId);
    const authChallengeResponse = { response, ...(response === "CancelAuth" ? {} : credentials) } as const;
    session.send("Fetch.continueWithAuth", { requestId, authChallengeResponse }).catch(() => {});
  });
  await session.send("Fetch.enable", { handleAuthRequests: true });
}
