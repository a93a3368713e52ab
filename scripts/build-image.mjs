/**
 * Builds the image that nodes run: `npm run image [-- --base IMAGE]`. Tags it `live-load:local` and `live-load:VERSION`, which
 * is the docker backend's default. `--base` names another image with Node.js 20.19 or newer and apt, for machines that
 * cannot reach an image registry.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: { base: { type: "string" } } });
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { version } = manifest;
const context = mkdtempSync(join(tmpdir(), "live-load-image-"));
const folder = join(context, "live-load");

try {
  run("npm", ["run", "--silent", "build"], root);
  for (const name of ["dist", "package.json", "package-lock.json", "LICENSE"])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  run("npm", ["ci", "--omit=dev", "--omit=peer", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], folder);
  addKubernetesClient();
  cpSync(join(root, "Dockerfile"), join(context, "Dockerfile"));
  const base = values.base === undefined ? [] : ["--build-arg", `BASE=${values.base}`];
  run("docker", ["build", "-t", "live-load:local", "-t", `live-load:${version}`, ...base, "."], context);
  console.log(`built live-load:local and live-load:${version}`);
} finally {
  rmSync(context, { recursive: true, force: true });
}

/** Packages that an in-cluster controller needs besides those of nodes. As dev dependencies or optional peers, npm would leave them out. */
function addKubernetesClient() {
  const { devDependencies, peerDependencies: _peers, peerDependenciesMeta: _optional, ...shipped } = manifest;
  writeFileSync(join(folder, "package.json"), JSON.stringify(shipped, null, 2));
  rmSync(join(folder, "package-lock.json"));
  const client = `@kubernetes/client-node@${devDependencies["@kubernetes/client-node"]}`;
  run(
    "npm",
    ["install", "--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", client],
    folder,
  );
}

function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (status === 0) return;
  if (error !== undefined) console.error(`${command} cannot be run: ${error.message}`);
  rmSync(context, { recursive: true, force: true });
  process.exit(status ?? 1);
}
