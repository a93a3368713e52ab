import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { eventually } from "../e2e/command.js";

const APPS = resolve("test/frameworks/apps");
const START_MS = 120_000;
const STOP_MS = 5000;

/** An input that reached its handler, with the time that the handler took. */
export interface Handled {
  readonly action: string;
  readonly ms: number;
}

/** A running application. */
export interface Application {
  readonly url: string;
  /** What people caused so far. */
  readonly handled: () => readonly Handled[];
  close(): Promise<void>;
}

/** How to start an application. */
export interface Start {
  readonly python: string;
  /** Arguments of Python, for a port of 127.0.0.1. */
  readonly args: (port: number) => readonly string[];
  /** How often a second the application changes the page by itself. */
  readonly ticks: number;
}

/** Starts an application of the folder `apps` and waits until it answers. */
export async function startApplication({ python, args, ticks }: Start): Promise<Application> {
  const folder = mkdtempSync(join(tmpdir(), "live-load-app-"));
  const journal = join(folder, "journal");
  writeFileSync(journal, "");
  const port = await freePort();
  const settings = {
    JOURNAL: journal,
    PORT: String(port),
    TICKS: String(ticks),
    HTMX: resolve("node_modules/htmx.org/dist/htmx.min.js"),
  };
  const env = { ...process.env, ...settings, ...bytecodeOf(python), GRADIO_ANALYTICS_ENABLED: "False", HOME: folder };
  const child = spawn(python, args(port), { cwd: APPS, env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      log = `${log}${chunk}`.slice(-4000);
    });
  }
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    await stop(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await eventually(`an answer of ${url}`, () => answers(url, child), START_MS);
  } catch (error) {
    await close();
    throw new Error(`the application does not start: ${log}`, { cause: error });
  }
  return { url, handled: () => entriesOf(journal), close };
}

/** Has Python keep the compiled code of the frameworks, and write none beside the applications. */
function bytecodeOf(python: string): NodeJS.ProcessEnv {
  return { PYTHONDONTWRITEBYTECODE: "", PYTHONPYCACHEPREFIX: join(dirname(dirname(python)), "bytecode") };
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const kill = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(kill);
}

function entriesOf(journal: string): readonly Handled[] {
  const lines = readFileSync(journal, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Handled);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
