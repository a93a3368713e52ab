/** The build in `dist`, which all benchmarks measure. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const CLI = `${ROOT}dist/cli/main.js`;

/** Builds if there is no build yet; exits when that fails, as nothing was started so far. */
export function requireBuild() {
  if (existsSync(CLI)) return;
  process.stderr.write("bench: there is no dist yet, so it is built first\n");
  const { status } = spawnSync("npm", ["run", "--silent", "build"], { cwd: ROOT, stdio: "inherit" });
  if (status === 0 && existsSync(CLI)) return;
  process.stderr.write("bench: the build failed, so there is nothing to measure: see `npm run build`\n");
  process.exit(1);
}

/**
 * A module of the build, such as `telemetry/sketch.js`.
 * @param {string} path below `dist`
 */
export async function built(path) {
  requireBuild();
  return import(new URL(`../dist/${path}`, import.meta.url).href);
}
