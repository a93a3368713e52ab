import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import type { Host } from "../../base/host.js";
import type { SetExit } from "../../run/exit-codes.js";

/** `live-load agent`: runs the watchdog of a node. */
export function addAgentCommand(program: Command, host: Host, setExit: SetExit): void {
  program
    .command("agent")
    .summary("run a node of the cluster")
    .description("Runs a node of the cluster. Backends start it; there is no need to start it by hand.")
    .requiredOption("--controller <url>", "Address of the controller's channel.")
    .requiredOption("--run <id>", "The run that the node belongs to.")
    .requiredOption("--node <id>", "The node's name.")
    .requiredOption("--expires <time>", "When the node ends in any case, in milliseconds since 1970.")
    .action(async () => setExit(await runAgent(host)));
}

function runAgent(host: Host): Promise<number> {
  const program = fileURLToPath(new URL("../../agent/watchdog/watchdog.js", import.meta.url));
  const args = [program, ...host.args.slice(host.args.indexOf("agent") + 1)];
  const child = spawn(host.execPath, args, { stdio: "inherit" });
  const ignore = host.onSignal((signal) => child.kill(signal === "SIGHUP" ? "SIGTERM" : signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      ignore();
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}
