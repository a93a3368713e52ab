import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { programPath, run } from "./host.js";

/** Programs built from Go modules. */
export interface Binaries {
  /** All components in one program; its first argument selects one. */
  readonly kubernetes: string;
  readonly pause: string;
}

const SOURCES = fileURLToPath(new URL("kubernetes", import.meta.url));
const FILES = ["go.mod", "go.sum", "main.go", "pause/main.go"];
const GO_MOD = readFileSync(join(SOURCES, "go.mod"), "utf8");

/** The oldest version of Go that can build the module. */
export const GO_VERSION = /^go (\S+)$/m.exec(GO_MOD)?.[1] ?? "";
export const KUBERNETES_VERSION = /^\s*k8s\.io\/kubernetes (v\S+)$/m.exec(GO_MOD)?.[1] ?? "";

/** The programs of this version, from the user's cache folder; builds missing ones, which takes minutes. */
export async function ensureBinaries(): Promise<Binaries> {
  const folder = join(cacheFolder(), `kubernetes-${KUBERNETES_VERSION}-${process.arch}-${sourcesHash()}`);
  if (!existsSync(folder)) await build(folder);
  return { kubernetes: join(folder, "kubernetes"), pause: join(folder, "pause") };
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "live-load-tests");
}

function sourcesHash(): string {
  const hash = createHash("sha256");
  for (const name of FILES) hash.update(readFileSync(join(SOURCES, name)));
  return hash.digest("hex").slice(0, 12);
}

/** Builds next to the folder and renames it, so that interrupted or concurrent builds leave no partial one. */
async function build(folder: string): Promise<void> {
  process.stderr.write(`building Kubernetes ${KUBERNETES_VERSION} from its Go modules: some minutes, once for this machine\n`);
  const started = performance.now();
  mkdirSync(dirname(folder), { recursive: true });
  const building = mkdtempSync(`${folder}-`);
  try {
    const [major, minor] = KUBERNETES_VERSION.slice(1).split(".");
    const variables = { gitVersion: KUBERNETES_VERSION, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
    const stamps = Object.entries(variables).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
    await goBuild(join(building, "pause"), "./pause", []);
    await goBuild(join(building, "kubernetes"), ".", stamps);
    if (!existsSync(folder)) renameSync(building, folder);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  process.stderr.write(`built Kubernetes in ${Math.round((performance.now() - started) / 1000)} s\n`);
}

async function goBuild(output: string, target: string, stamps: readonly string[]): Promise<void> {
  const go = programPath("go") ?? "go";
  const args = ["build", "-trimpath", "-buildvcs=false", "-ldflags", ["-s", "-w", ...stamps].join(" "), "-o", output, target];
  // Without cgo they are static, as the pause image contains nothing else.
  const env = { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOWORK: "off", GOFLAGS: "-mod=readonly" };
  await run(go, args, { cwd: SOURCES, env });
}
