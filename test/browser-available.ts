import { accessSync, constants } from "node:fs";

const NAMED = process.env.LIVELOAD_BROWSER_PATH;
const USUAL = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/google-chrome"];
/** As LiveLoad takes it: what is named, or else what there is. */
const CANDIDATES = NAMED === undefined || NAMED === "" ? USUAL : [NAMED];

/** The browser's program. */
export const browserPath: string | undefined = CANDIDATES.find(isExecutable);

/** Why tests with a browser are skipped; `undefined` when they are not. */
export const noBrowser: string | undefined =
  browserPath !== undefined ? undefined : "no browser on this machine: live-load install gets one";

/** Whether there is such a program, which may be run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
