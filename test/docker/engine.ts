import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A Docker Engine for tests. */
export interface TestEngine {
  /** Its address, as in `DOCKER_HOST`. */
  readonly host: string;
  /** The TCP address of the same engine, as for a remote one; absent if we did not start the engine. */
  readonly tcpHost: string | undefined;
  /** Stops everything that was started for the engine. */
  stop(): Promise<void>;
}

/** Keeps images and layers between test runs. */
const DATA_FOLDER = "/var/tmp/live-load-test-docker";
const START_MS = 60_000;

/** The running engine, or else one that we start if we are root and have `dockerd`; a string is the reason why there is none. */
export async function openEngine(): Promise<TestEngine | string> {
  const given = process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock";
  if (answers(given)) return { host: given, tcpHost: undefined, stop: async () => {} };
  if (process.getuid?.() !== 0) return "no Docker Engine answers, and only root can start one";
  if (!existsInPath("dockerd")) return "no Docker Engine answers, and there is no dockerd to start (apt-get install docker.io)";
  return startEngine();
}

/** Runs the docker command and returns its output; throws its error message if it fails. */
export function docker(host: string, ...args: readonly string[]): string {
  const env = { ...process.env, DOCKER_HOST: host, DOCKER_BUILDKIT: "0" };
  const { status, stdout, stderr } = spawnSync("docker", args, { encoding: "utf8", env, maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`docker ${args.join(" ")} failed: ${stderr}`);
  return stdout.trim();
}

function answers(host: string): boolean {
  const env = { ...process.env, DOCKER_HOST: host };
  return spawnSync("docker", ["version"], { env, stdio: "ignore", timeout: 10_000 }).status === 0;
}

function existsInPath(program: string): boolean {
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(join(folder, program)));
}

/** A free port of this machine. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startEngine(): Promise<TestEngine | string> {
  mkdirSync(DATA_FOLDER, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "live-load-dockerd-"));
  const host = `unix://${join(folder, "docker.sock")}`;
  const tcpHost = `tcp://127.0.0.1:${await freePort()}`;
  const folders = ["--data-root", DATA_FOLDER, "--exec-root", join(folder, "exec"), "--pidfile", join(folder, "pid")];
  const args = [...folders, "-H", host, "-H", tcpHost, "--tls=false"];
  const child = spawn("dockerd", args, { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk) => {
    log = `${log}${chunk}`.slice(-4000);
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const deadline = performance.now() + START_MS;
  while (!answers(host)) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill("SIGKILL");
      return `dockerd does not start: ${log.trim().split("\n").at(-1)}`;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
    // The engine leaves it mounted after a container has used the host network.
    spawnSync("umount", [join(folder, "exec/netns/default")], { stdio: "ignore" });
    rmSync(folder, { recursive: true, force: true });
  };
  return { host, tcpHost, stop };
}
