import { messageOf } from "../../src/base/errors.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";

/** Path in Debian's package. If it is missing too, skipped tests say so. */
const USUAL_PATH = "/usr/bin/chromium";

/** Makes all tests use a full browser: the one in the environment, or else an installed one. */
export async function setup(): Promise<void> {
  const { env, platform, stdout } = process;
  const isNamed = (env.LIVELOAD_BROWSER_PATH ?? "") !== "";
  try {
    const { path } = await findBrowser({ env, platform, headed: true });
    env.LIVELOAD_BROWSER_PATH = path;
    stdout.write(`with ${path}\n`);
  } catch (error) {
    if (isNamed) throw error;
    env.LIVELOAD_BROWSER_PATH = USUAL_PATH;
    stdout.write(`${messageOf(error)}: what needs one is skipped\n`);
  }
}
