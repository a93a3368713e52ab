import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LiveLoadError } from "../../../base/errors.js";

/** The Kubernetes API client that users install next to this package. */
export const CLIENT_PACKAGE = "@kubernetes/client-node";
const MAJOR = "1";

/**
 * The version of the client that is installed in these folders, where Node.js looks for packages. Throws if there is none, or
 * if it has another major version. Checked before the import, because version 2 crashes Node.js 20 when it is loaded.
 */
export function installedClient(folders: readonly string[]): string {
  const file = folders.map((folder) => join(folder, CLIENT_PACKAGE, "package.json")).find((path) => existsSync(path));
  if (file === undefined) throw unusable("which is not installed");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version?: unknown };
  if (typeof version === "string" && version.split(".")[0] === MAJOR) return version;
  throw unusable(`but ${String(version)} is installed`);
}

function unusable(why: string): LiveLoadError {
  const message = `the kubernetes backend needs the package ${CLIENT_PACKAGE} ${MAJOR}.x, ${why}`;
  return new LiveLoadError("BACKEND_UNAVAILABLE", message, { hint: `npm install ${CLIENT_PACKAGE}@${MAJOR}` });
}
