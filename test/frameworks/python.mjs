/** Installs the frameworks: `node test/frameworks/python.mjs`. The tests do so too, if nobody has done it before. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const REQUIREMENTS = "test/frameworks/requirements.txt";
/** Installs a hundred packages in seconds, where pip takes more than a minute. */
const INSTALLER = "uv==0.13.9";
const INSTALL_MS = 600_000;
const OLDEST = [3, 11];

/**
 * The path of a Python that has the frameworks. Installs them once into a virtual environment in the user's cache folder; a change of the
 * requirements makes another one.
 *
 * @returns {string}
 * @throws {Error} that says why there is none
 */
export function pythonWithFrameworks() {
  const version = pythonVersion();
  const key = createHash("sha256")
    .update(`${version} ${INSTALLER} ${readFileSync(REQUIREMENTS, "utf8")}`)
    .digest("hex");
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "live-load-tests");
  const folder = join(cache, `python-${key.slice(0, 12)}`);
  if (!existsSync(folder)) install(cache, folder);
  return pythonIn(folder);
}

function pythonVersion() {
  const version = run("python3", ["-c", "import sys, venv, ensurepip; print('.'.join(map(str, sys.version_info[:3])))"], {
    failure: "no python3 with venv (apt-get install python3-venv)",
  }).trim();
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major !== OLDEST[0] || minor < OLDEST[1]) throw new Error(`Python ${version} is older than ${OLDEST.join(".")}`);
  return version;
}

/** Two runs at once do not disturb each other: a complete environment appears under its name in one go. */
function install(cache, folder) {
  mkdirSync(cache, { recursive: true });
  const half = `${folder}.${process.pid}`;
  try {
    run("python3", ["-m", "venv", half], { failure: "python3 -m venv does not work" });
    const python = pythonIn(half);
    const failure = "the frameworks cannot be installed from PyPI";
    run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", INSTALLER], { failure });
    run(python, ["-m", "uv", "pip", "install", "--quiet", "--python", python, "--requirement", REQUIREMENTS], { failure });
    if (!existsSync(folder)) renameSync(half, folder);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

function pythonIn(folder) {
  return join(folder, "bin/python");
}

function run(command, args, { failure }) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", timeout: INSTALL_MS });
  if (status === 0) return stdout;
  const reason = error?.message ?? stderr.trim().split("\n").at(-1) ?? "";
  throw new Error(`${failure}: ${reason}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) pythonWithFrameworks();
