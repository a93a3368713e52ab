import type { Command } from "commander";
import { LiveLoadError } from "../../base/errors.js";
import type { Host } from "../../base/host.js";
import { checkBrowserConnectionName } from "../../browser/browser-connections.js";
import { resolveOptions } from "../../config/resolve-options.js";
import type { RunEvent, ScenarioOutcome } from "../../run/run-events.js";
import { runInCluster } from "../../run/run-in-cluster.js";
import { runLoadTest } from "../../run/run-load-test.js";
import { StopRequest } from "../../run/stop-request.js";
import { type WatchedRun, watchedRun } from "../dashboard/watched-run.js";
import { EXIT_CODES, type ExitName, exitOfError, exitOfOutcome, exitOfStop, type SetExit, worstExit } from "../exit-codes.js";
import { tellError, tellWarning, wantsColor } from "../messages.js";
import { addOptionFlags, layersOf, type SharedFlags } from "../option-flags.js";
import { EventLines } from "../views/event-lines.js";
import { tellGitHub } from "../views/github-view.js";
import { createProgressView } from "../views/progress-view.js";

interface RunFlags extends SharedFlags {
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly json?: boolean;
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
    .option("-c, --config <file>", "The config file. [default: liveload.config.ts, .js, .mjs or .json in this folder]")
    .option("-q, --quiet", "Say nothing but errors, warnings and the summary; with --json nothing but errors.")
    .option("--json", "Write events as lines of JSON to standard output; what people read goes to standard error.")
    .option("--in-cluster", "Run the controller as a pod, too, beside its nodes; with --backend kubernetes.")
    .option("--no-color", "Write without colours.")
    .action(async (files: string[]) => setExit(await runCommand(command, files, host)));
}

async function runCommand(command: Command, files: readonly string[], host: Host): Promise<Parameters<SetExit>[0]> {
  if (command.opts<RunFlags>().inCluster === true) return runElsewhere(command, files, host);
  const lines = command.opts<RunFlags>().json === true ? new EventLines(host) : undefined;
  try {
    const { outcomes, exit } = await runScenarios(command, files, { host, lines });
    lines?.end(outcomes, exit);
    return exit;
  } catch (error) {
    lines?.fail(error);
    throw error;
  }
}

interface RunViews {
  readonly host: Host;
  /** Present when standard output belongs to events, and what people read goes to standard error. */
  readonly lines: EventLines | undefined;
}

async function runScenarios(
  command: Command,
  files: readonly string[],
  { host, lines }: RunViews,
): Promise<{ readonly outcomes: readonly ScenarioOutcome[]; readonly exit: ExitName }> {
  const flags = command.opts<RunFlags>();
  const shown = coloured(host, flags);
  const text = lines === undefined ? "stdout" : "stderr";
  const isSilent = lines !== undefined && flags.quiet === true;
  const layers = await layersOf(command, flags, host);
  const { values } = resolveOptions(layers);
  const stop = new StopRequest();
  const ignore = host.onSignal((signal) => stop.ask(signal === "SIGINT" ? "interrupted" : "terminated"));
  const view = isSilent ? undefined : createProgressView(shown, { quiet: flags.quiet === true });
  const onEvent = (event: RunEvent): void => {
    lines?.show(event);
    view?.show(event);
    if (event.type === "dashboard-started") host.stderr.write(`The run can be watched at ${event.url}\n`);
    if (event.type !== "scenario-ended") return;
    // Of a load that never began, the error is all that there is to tell.
    const neverBegan = event.outcome.error !== undefined && (event.outcome.result?.users.started ?? 0) === 0;
    if (event.outcome.console !== "" && !isSilent && !neverBegan) host[text].write(event.outcome.console);
    if (event.outcome.error !== undefined) tellError(shown, event.outcome.error);
  };
  let watched: WatchedRun | undefined;
  let exit: ExitName | undefined;
  try {
    watched = await watchedRun(values, { clock: host.clock, onEvent });
    const outcomes = await runLoadTest({
      ...watched,
      files,
      layers,
      cwd: host.cwd,
      env: host.env,
      platform: host.platform,
      execPath: host.execPath,
      clock: host.clock,
      pid: host.pid,
      stop,
      checkOptions: ({ browser }) => checkBrowserConnectionName(browser),
      terminal: { color: wantsColor(shown, text), columns: host[text].columns || 100 },
    });
    await tellGitHub(outcomes, shown, host[text]);
    // Who interrupts before the first scenario began has no outcome.
    const asked = outcomes.length > 0 || stop.reason === undefined ? [] : [exitOfStop(stop.reason)];
    exit = worstExit([...outcomes.map(exitOfOutcome), ...asked]);
    return { outcomes, exit };
  } finally {
    view?.end();
    await watched?.end(exit);
    ignore();
  }
}

function coloured(host: Host, { color }: RunFlags): Host {
  return color === false ? { ...host, env: { ...host.env, NO_COLOR: "1" } } : host;
}

/** The controller is in the cluster: what it says is shown, what it made is fetched, and its exit code is ours. */
async function runElsewhere(command: Command, files: readonly string[], host: Host): Promise<number | ExitName> {
  const flags = command.opts<RunFlags>();
  if (flags.json === true)
    throw new LiveLoadError("INVALID_OPTION", "--json and --in-cluster exclude each other", {
      hint: "result.json is fetched when the run is over",
      details: { option: "json" },
    });
  const shown = coloured(host, flags);
  const layers = await layersOf(command, flags, host);
  const stop = new StopRequest();
  stop.onStop((reason) =>
    tellWarning(shown, `${reason}: the run in the cluster is asked to stop; once more does not wait for it`),
  );
  const ignore = host.onSignal((signal) => stop.ask(signal === "SIGINT" ? "interrupted" : "terminated"));
  try {
    const code = await runInCluster({
      files,
      layers,
      cwd: host.cwd,
      env: host.env,
      clock: host.clock,
      pid: host.pid,
      stop: stop.signal,
      abandon: stop.forced,
      onLine: (line) => host.stdout.write(`${line}\n`),
      onWarning: (message) => tellWarning(shown, message),
      checkOptions: ({ browser }) => checkBrowserConnectionName(browser),
    });
    // There it was interrupted, whichever signal came here.
    return stop.reason !== undefined && code === EXIT_CODES.interrupted.code ? exitOfStop(stop.reason) : code;
  } catch (error) {
    if (stop.reason === undefined) throw error;
    tellError(shown, error);
    return worstExit([exitOfStop(stop.reason), exitOfError(error) === "internal" ? "internal" : "pass"]);
  } finally {
    ignore();
  }
}
