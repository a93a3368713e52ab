import type { Command } from "commander";
import type { Host } from "../../base/host.js";
import { checkBrowserConnectionName } from "../../browser/browser-connections.js";
import type { OptionLayer } from "../../config/resolve-options.js";
import type { RunEvent } from "../../run/run-events.js";
import { runInCluster } from "../../run/run-in-cluster.js";
import { runLoadTest } from "../../run/run-load-test.js";
import { StopRequest } from "../../run/stop-request.js";
import { exitOfOutcome, type SetExit, worstExit } from "../exit-codes.js";
import { tellError, tellWarning, wantsColor } from "../messages.js";
import { addOptionFlags, layersOf, type SharedFlags } from "../option-flags.js";
import { createProgressView } from "../views/progress-view.js";

interface RunFlags extends SharedFlags {
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly inCluster?: boolean;
}

/** `live-load run`. */
export function addRunCommand(program: Command, host: Host, setExit: SetExit): void {
  const command = program
    .command("run")
    .summary("run scenarios and write reports")
    .description(
      "Runs scenarios in real browsers and writes a report for each.\n\nWithout FILE: the config file's scenarios, else every *.scenario.ts, .js or .mjs below this folder.",
    )
    .argument("[FILE...]", "files, folders or patterns of scenarios");
  addOptionFlags(command);
  command
    .option("-c, --config <file>", "The config file. [default: liveload.config.ts, .js or .mjs in this folder]")
    .option("-q, --quiet", "Say nothing but errors and the summary.")
    .option("--in-cluster", "Run the controller as a pod, too, beside its nodes; with --backend kubernetes.")
    .option("--no-color", "Write without colours.")
    .action(async (files: string[]) => setExit(await runCommand(command, files, host)));
}

async function runCommand(command: Command, files: readonly string[], host: Host): Promise<Parameters<SetExit>[0]> {
  const flags = command.opts<RunFlags>();
  const shown: Host = flags.color === false ? { ...host, env: { ...host.env, NO_COLOR: "1" } } : host;
  const layers = await layersOf(command, flags, host);
  if (flags.inCluster === true) return runElsewhere(files, layers, shown);
  const stop = new StopRequest();
  const ignore = host.onSignal((signal) => stop.ask(signal === "SIGINT" ? "interrupted" : "terminated"));
  const view = createProgressView(shown, { quiet: flags.quiet === true });
  const onEvent = (event: RunEvent): void => {
    view.show(event);
    if (event.type !== "scenario-ended") return;
    if (event.outcome.console !== "") host.stdout.write(event.outcome.console);
    if (event.outcome.error !== undefined) tellError(shown, event.outcome.error);
  };
  try {
    const outcomes = await runLoadTest({
      files,
      layers,
      cwd: host.cwd,
      env: host.env,
      platform: host.platform,
      execPath: host.execPath,
      clock: host.clock,
      pid: host.pid,
      stop,
      onEvent,
      checkOptions: ({ browser }) => checkBrowserConnectionName(browser),
      terminal: { color: wantsColor(shown, "stdout"), columns: host.stdout.columns || 100 },
    });
    return worstExit(outcomes.map(exitOfOutcome));
  } finally {
    view.end();
    ignore();
  }
}

/** The controller is in the cluster: what it says is shown, what it made is fetched, and its exit code is ours. */
async function runElsewhere(files: readonly string[], layers: readonly OptionLayer[], host: Host): Promise<number> {
  const [stop, abandon] = [new AbortController(), new AbortController()];
  const ignore = host.onSignal(() => (stop.signal.aborted ? abandon : stop).abort());
  try {
    return await runInCluster({
      files,
      layers,
      cwd: host.cwd,
      env: host.env,
      clock: host.clock,
      pid: host.pid,
      stop: stop.signal,
      abandon: abandon.signal,
      onLine: (line) => host.stdout.write(`${line}\n`),
      onWarning: (message) => tellWarning(host, message),
      checkOptions: ({ browser }) => checkBrowserConnectionName(browser),
    });
  } finally {
    ignore();
  }
}
