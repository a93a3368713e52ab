import type { Protocol } from "devtools-protocol";
import type { ProtocolSession } from "../protocol/protocol-session.js";

/** Playwright's choice for Linux, and a desktop's. */
const LINUX_FONTS: Protocol.Page.FontFamilies = {
  standard: "Times New Roman",
  fixed: "Monospace",
  serif: "Times New Roman",
  sansSerif: "Arial",
  cursive: "Comic Sans MS",
  fantasy: "Impact",
};

/**
 * The fonts of generic families such as `monospace`; `undefined` where the browser's own are right. On Linux, the headless shell
 * has others than a browser with windows.
 * @param userAgent the browser's own
 */
export function defaultFonts(userAgent: string): Protocol.Page.FontFamilies | undefined {
  return userAgent.includes("Linux") ? LINUX_FONTS : undefined;
}

/** Sets these fonts for a page or a cross-site frame. */
export async function setFonts(session: ProtocolSession, fontFamilies: Protocol.Page.FontFamilies | undefined): Promise<void> {
  if (fontFamilies !== undefined) await session.send("Page.setFontFamilies", { fontFamilies });
}
