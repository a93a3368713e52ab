import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** The browser for tests; undefined if none is installed. */
export const browserPath: string | undefined = process.env.LIVELOAD_BROWSER_PATH ?? PLACES.find((place) => existsSync(place));

export function launchBrowser(): Promise<Browser> {
  if (browserPath === undefined) throw new Error("there is no browser: set LIVELOAD_BROWSER_PATH");
  return chromium.launch({
    executablePath: browserPath,
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--disable-quic",
    ],
  });
}
