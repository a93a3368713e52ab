import type { AttachedSession } from "../../cdp-session.js";
import type { ProtocolSession } from "./protocol-session.js";

/**
 * Opens another session with a page. The browser tells whoever attaches of what it has attached to, and the sessions of the page
 * and of the browser take that for a new worker or popup: so a session of its own with the browser attaches.
 */
export async function attachAgain(page: ProtocolSession): Promise<AttachedSession> {
  const root = page.parent ?? page;
  const { targetId } = (await page.send("Target.getTargetInfo")).targetInfo;
  const { sessionId } = await root.send("Target.attachToBrowserTarget");
  const browser = root.child(sessionId);
  const detach = async () => {
    if (browser.gone === undefined) await root.send("Target.detachFromTarget", { sessionId });
  };
  try {
    const attached = await browser.send("Target.attachToTarget", { targetId, flatten: true });
    const cdp = browser.child(attached.sessionId);
    // The page has gone, or the session was detached.
    cdp.onGone(() => void detach().catch(() => {}));
    return { cdp, detach };
  } catch (error) {
    await detach().catch(() => {});
    throw error;
  }
}
