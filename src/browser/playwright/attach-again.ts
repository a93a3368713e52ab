import type { Page } from "playwright-core";
import type { AttachedSession, CdpSession } from "../cdp-session.js";

/** Opens another session with the page. */
export async function attachAgain(page: Page): Promise<AttachedSession> {
  const cdp = await page.context().newCDPSession(page);
  return { cdp: cdp as unknown as CdpSession, detach: () => cdp.detach() };
}
