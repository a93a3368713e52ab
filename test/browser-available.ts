import { accessSync, constants } from "node:fs";

const CANDIDATES = [
  process.env.LIVELOAD_BROWSER_PATH,
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
];

/** Why tests with a browser are skipped; `undefined` when they are not. */
export const noBrowser: string | undefined = CANDIDATES.some(isExecutable)
  ? undefined
  : "no browser on this machine: live-load install gets one";

function isExecutable(path: string | undefined): boolean {
  if (path === undefined || path === "") return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
