import { messageOf } from "../../src/base/errors.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";

/** Where Debian's package has it. Where it is not there either, what is skipped says so. */
const USUAL_PATH = "/usr/bin/chromium";

/** Has all tests take a browser that could have a window: the one that is named, which has to be one, or what there is. */
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
