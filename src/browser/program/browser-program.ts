import { platform } from "node:os";
import { LiveLoadError } from "../../base/errors.js";
import type { LaunchOptions } from "../connection.js";
import { findBrowser, realBrowserFiles } from "./find-browser.js";

/** Path of the program to launch; throws `BROWSER_NOT_FOUND`. */
export async function browserProgram({
  executablePath,
  env,
  headed,
}: Pick<LaunchOptions, "executablePath" | "env" | "headed">): Promise<string> {
  if (executablePath === undefined) return (await findBrowser({ env, platform: platform(), headed })).path;
  if (await realBrowserFiles.isExecutable(executablePath)) return executablePath;
  throw new LiveLoadError("BROWSER_NOT_FOUND", `there is no browser at ${executablePath}`, {
    hint: "correct the path, or run `live-load install`",
    details: { looked: [executablePath] },
  });
}
