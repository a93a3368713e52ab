import type { Command } from "commander";
import { DEBUG_PREFIX } from "../../base/debug-log.js";
import { LiveLoadError } from "../../base/errors.js";
import type { Host } from "../../base/host.js";
import { checkBrowserOptions } from "../../browser/browser-connections.js";
import { EXIT_CODES, type ExitName, exitOfError, exitOfStop, type SetExit, worstExit } from "../../run/exit-codes.js";
import { checkOptionsElsewhere } from "../../run/load-test/pack-load-test.js";
import { readLoadTest } from "../../run/load-test/read-load-test.js";
import { runInCluster } from "../../run/load-test/run-in-cluster.js";
import { StopRequest } from "../../run/load-test/stop-request.js";
import { runHost, tellError, tellWarning } from "../messages.js";
import { addOptionFlags, addToGroup, layersOf, type SharedFlags } from "../option-flags.js";
import { coloured, runHere, type ViewFlags } from "./run-here.js";

interface RunFlags extends SharedFlags, ViewFlags {
  readonly inCluster?: boolean;
}

/** `live-load run`. */
export function addRunCommand(program: Command, host: Host, setExit: SetExit): void {
  const command = program
    .command("run")
    .summary("run scenarios and write reports")
    .description(
      "Runs scenarios in real browsers and writes a report for each.\n\nWithout FILE, runs the config file's scenarios or, if it names none, every *.scenario.ts, .js or .mjs below this folder.",
    )
    .argument("[FILE...]", "files, folders or patterns of scenarios");
  addOptionFlags(command);
  addToGroup(command, "Nodes", "--in-cluster", "With --backend kubernetes: also run the controller as a pod, next to its nodes.");
  addToGroup(command, "Output", "-q, --quiet", "Print only errors, warnings and the summary; with --json only errors.");
  const json = "Write events as lines of JSON to standard output, and text for people to standard error.";
  addToGroup(command, "Output", "--json", json);
  addToGroup(command, "Output", "--no-color", "Write without colours.");
  command.action(async (files: string[]) => setExit(await runCommand(command, files, host)));
}

async function runCommand(command: Command, files: readonly string[], host: Host): Promise<Parameters<SetExit>[0]> {
  if (command.opts<RunFlags>().inCluster === true) return runElsewhere(command, files, host);
  return runHere(command, files, { host, layersOf: (signal) => layersOf(command, command.opts<RunFlags>(), { host, signal }) });
}

/** Runs the controller in the cluster: shows its output, fetches its output folder, and returns its exit code. */
async function runElsewhere(command: Command, files: readonly string[], host: Host): Promise<number | ExitName> {
  const flags = command.opts<RunFlags>();
  if (flags.json === true)
    throw new LiveLoadError("INVALID_OPTION", "--json and --in-cluster exclude each other", {
      hint: "with --in-cluster, read result.json, which is fetched when the run is over",
      details: { option: "json" },
    });
  const shown = coloured(host, flags);
  const stop = new StopRequest();
  stop.onStop((reason) =>
    tellWarning(shown, `${reason}: asking the run in the cluster to stop; a second signal gives up without its report`),
  );
  const ignore = host.onSignal((signal) => stop.ask(signal === "SIGINT" ? "interrupted" : "terminated"));
  try {
    const layers = await layersOf(command, flags, { host, signal: stop.signal });
    const loadTest = await readLoadTest({
      files,
      layers,
      host: runHost(shown, "stdout"),
      checkOptions: (values) => {
        checkOptionsElsewhere(values);
        checkBrowserOptions(values);
      },
    });
    const code = await runInCluster(loadTest, {
      stop: stop.signal,
      abandon: stop.forced,
      askToStop: () => stop.ask("interrupted"),
      // The log of a pod has both streams in one.
      onLine: (line) => host[line.startsWith(DEBUG_PREFIX) ? "stderr" : "stdout"].write(`${line}\n`),
      onWarning: (message) => tellWarning(shown, message),
    });
    // The run there is always stopped by an interrupt, whichever signal arrived here.
    return stop.reason !== undefined && code === EXIT_CODES.interrupted.code ? exitOfStop(stop.reason) : code;
  } catch (error) {
    if (stop.reason === undefined) throw error;
    tellError(shown, error);
    return worstExit([exitOfStop(stop.reason), exitOfError(error) === "internal" ? "internal" : "pass"]);
  } finally {
    ignore();
  }
}
