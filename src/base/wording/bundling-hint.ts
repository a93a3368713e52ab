import { messageOf } from "../errors.js";

/** Folders in which bundles lie while they run, here and on nodes. */
const BUNDLE_FOLDERS = /\/live-load-(module|node)-/;

/**
 * What to do about an error of code that looks for files beside itself: a scenario and the packages that it imports are one
 * file by then, and lie elsewhere. `undefined` for any other error.
 */
export function bundlingHint(error: unknown): string | undefined {
  const { code, path } = (typeof error === "object" && error !== null ? error : {}) as {
    readonly code?: unknown;
    readonly path?: unknown;
  };
  const isLost = code === "ENOENT" && BUNDLE_FOLDERS.test(typeof path === "string" ? path : messageOf(error));
  if (!isLost && !/\b__(dirname|filename)\b/.test(messageOf(error))) return undefined;
  return (
    "a scenario is bundled with the packages that it imports into one file, which lies elsewhere: __dirname and import.meta.url lead " +
    'to no file of theirs; name a file that it needs with asset("./file"), which gives its path on every node'
  );
}
