import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { docker } from "./engine.js";

/** Debian with this machine's Node.js, in place of a base image from a registry. */
const BASE = "live-load-test-base:1";
/** The image whose agent is `test/fixtures/tiny-agent.mjs`. */
export const TINY = "live-load-test-tiny:1";
/** The image of this version, as `npm run image` tags it. */
export const NODE_IMAGE = `live-load:${(JSON.parse(readFileSync("package.json", "utf8")) as { version: string }).version}`;

/** Builds the missing images; a string is the reason why that is not possible here. */
export function ensureImages(host: string): string | undefined {
  if (!hasImage(host, BASE)) {
    const why = makeBase(host);
    if (why !== undefined) return why;
  }
  // Always built: its fixture may have changed, and most layers are cached.
  makeTiny(host);
  const env = { ...process.env, DOCKER_HOST: host, DOCKER_BUILDKIT: "0" };
  const built = spawnSync("npm", ["run", "--silent", "image", "--", "--base", BASE], { env, encoding: "utf8", maxBuffer: 1e8 });
  if (built.status !== 0) throw new Error(`npm run image failed: ${built.stdout}${built.stderr}`);
  return undefined;
}

function hasImage(host: string, name: string): boolean {
  return docker(host, "images", "-q", name) !== "";
}

function makeBase(host: string): string | undefined {
  if (!existsSync("/usr/sbin/debootstrap")) return "there is no debootstrap to make an image with (apt-get install debootstrap)";
  const folder = mkdtempSync(join(tmpdir(), "live-load-base-"));
  try {
    const args = ["--variant=minbase", "--include=ca-certificates", "bookworm", folder];
    const made = spawnSync("debootstrap", args, { encoding: "utf8", maxBuffer: 1e8 });
    if (made.status !== 0) return `debootstrap failed: ${made.stdout.trim().split("\n").at(-1)}`;
    copyFileSync(process.execPath, join(folder, "usr/local/bin/node"));
    importFolder(host, folder, [BASE]);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeTiny(host: string): void {
  const folder = mkdtempSync(join(tmpdir(), "live-load-tiny-"));
  try {
    copyFileSync(resolve("test/fixtures/tiny-agent.mjs"), join(folder, "tiny-agent.mjs"));
    const dockerfile = `FROM ${BASE}\nCOPY tiny-agent.mjs /tiny-agent.mjs\nENTRYPOINT ["node", "/tiny-agent.mjs"]\n`;
    const env = { ...process.env, DOCKER_HOST: host, DOCKER_BUILDKIT: "0" };
    const args = ["build", "-t", TINY, "-f", "-", folder];
    const { status, stderr } = spawnSync("docker", args, { input: dockerfile, env, encoding: "utf8" });
    if (status !== 0) throw new Error(`docker ${args.join(" ")} failed: ${stderr}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function importFolder(host: string, folder: string, [name]: readonly [string]): void {
  const env = { ...process.env, DOCKER_HOST: host };
  const line = `tar -C "$1" -c . | docker import - "$2"`;
  const { status, stderr } = spawnSync("sh", ["-c", line, "sh", folder, name], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`docker import failed: ${stderr}`);
}
