import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { CONTROLLER_FILES, ENDED_LINE } from "../../base/controller-in-cluster.js";
import { delay } from "../../base/deadline.js";
import { LiveLoadError, toWireError } from "../../base/errors.js";
import { packFolder, unpackFiles } from "../../base/file-pack.js";
import { type Host, signalProcess } from "../../base/host.js";
import type { SetExit } from "../../run/exit-codes.js";
import { PACK_INDEX } from "../../run/load-test/pack-load-test.js";
import { requestOf } from "../../run/steering/read-request.js";
import { steerRun } from "../../run/steering/steer-run.js";

interface ControllerFlags {
  readonly input?: string;
  readonly interrupt?: boolean;
  readonly steer?: string;
}

const { folder: FOLDER, output: OUTPUT, pack: PACK } = CONTROLLER_FILES;
const [INPUT, CHILD] = [join(FOLDER, "input"), join(FOLDER, "child.pid")];
/** How long the output folder is kept to be fetched. */
const KEEP_MS = 15 * 60_000;

/** `live-load controller`: runs a controller inside a cluster. Hidden, as `live-load run --in-cluster` starts it. */
export function addControllerCommand(program: Command, host: Host, setExit: SetExit): void {
  program
    .command("controller", { hidden: true })
    .description(
      "Runs a controller inside a cluster. `live-load run --in-cluster` starts it; there is no need to start it by hand.",
    )
    .option("--input <folder>", "The folder with the parts of the packed load test.")
    .option("--interrupt", "Ask the run to stop.")
    .option("--steer <request>", "Pass a request to the run, and write its answer.")
    .action(async ({ input, interrupt, steer }: ControllerFlags) => {
      if (steer !== undefined) {
        host.stdout.write(await steered(steer, host));
        return;
      }
      if (interrupt === true) signalProcess(Number(await readFile(CHILD, "utf8")), "SIGINT");
      else if (input !== undefined) setExit(await runPacked(input, host));
      else throw new LiveLoadError("INVALID_OPTION", "controller takes --input or --interrupt");
    });
}

/** Whoever asks reads the refusal too, so it is no failure of this command. */
async function steered(request: string, host: Host): Promise<string> {
  try {
    return JSON.stringify(await steerRun(requestOf(request), {}, host));
  } catch (error) {
    return JSON.stringify({ error: toWireError(error) });
  }
}

async function runPacked(input: string, host: Host): Promise<number> {
  await rm(FOLDER, { recursive: true, force: true });
  await unpackFiles(await joined(input), INPUT);
  const { scenarios, env } = JSON.parse(await readFile(join(INPUT, PACK_INDEX), "utf8")) as {
    readonly scenarios: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
  const command = fileURLToPath(new URL("../main.js", import.meta.url));
  const args = [command, "run", ...scenarios, "--config", "liveload.config.mjs", "--out", OUTPUT, "--no-color"];
  const child = spawn(host.execPath, args, { cwd: INPUT, env: { ...host.env, ...env }, stdio: ["ignore", "inherit", "inherit"] });
  if (child.pid !== undefined) await writeFile(CHILD, String(child.pid));
  const over = new AbortController();
  const ignore = host.onSignal((signal) => {
    child.kill(signal);
    over.abort();
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (exit, signal) => resolve(exit ?? (signal === "SIGINT" ? 130 : 143)));
  });
  // A run that failed early has not created the folder.
  await mkdir(OUTPUT, { recursive: true });
  await writeFile(PACK, await packFolder(OUTPUT));
  host.stdout.write(`${ENDED_LINE}${code}\n`);
  // After fetching the folder, the client deletes the pod and with it this process.
  await delay(KEEP_MS, { clock: host.clock, signal: over.signal }).catch(() => {});
  ignore();
  return code;
}

async function joined(folder: string): Promise<Buffer> {
  const parts = (await readdir(folder)).filter((name) => name.startsWith("part-")).sort();
  return Buffer.concat(await Promise.all(parts.map((name) => readFile(join(folder, name)))));
}
