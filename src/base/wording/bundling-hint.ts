import { messageOf } from "../errors.js";

/** Folders of running bundles, on the controller and on nodes. */
const BUNDLE_FOLDERS = /\/live-load-(module|node)-/;

/**
 * Advice for an error of code that looks for files beside itself, which fails because scenarios are bundled. `undefined` for
 * any other error.
 */
export function bundlingHint(error: unknown): string | undefined {
  const { code, path } = (typeof error === "object" && error !== null ? error : {}) as {
    readonly code?: unknown;
    readonly path?: unknown;
  };
  const isLost = code === "ENOENT" && BUNDLE_FOLDERS.test(typeof path === "string" ? path : messageOf(error));
  if (!isLost && !/\b__(dirname|filename)\b/.test(messageOf(error))) return undefined;
  return (
    "a scenario and the packages that it imports are bundled into one file in another folder, so __dirname and import.meta.url do not " +
    'lead to their files; name a file that the scenario needs with asset("./file"), which returns its path on every node'
  );
}
