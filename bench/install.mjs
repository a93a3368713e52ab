/** The competitors are not part of LiveLoad, so they are installed here, and only to be measured. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Installs once. If that fails, they are left out with a message. */
export async function installCompetitors() {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  if (existsSync(`${folder}node_modules/artillery-engine-playwright`)) return;
  process.stderr.write("bench: installing Puppeteer and Artillery\n");
  // Their install scripts would download browsers; ours is used.
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"];
  const { status } = spawnSync("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) process.stderr.write("bench: they could not be installed\n");
}
