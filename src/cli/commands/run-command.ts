import type { Command } from "commander";
import { DEBUG_PREFIX } from "../../base/debug-log.js";
import { LiveLoadError } from "../../base/errors.js";
import type { Host } from "../../base/host.js";
import { checkBrowserConnectionName } from "../../browser/browser-connections.js";
import { openSetUpPage } from "../../browser/set-up-page.js";
import { type WatchedRun, watchedRun } from "../../dashboard/watched-run.js";
import {
  EXIT_CODES,
  type ExitName,
  exitOfError,
  exitOfOutcome,
  exitOfStop,
  type SetExit,
  worstExit,
} from "../../run/exit-codes.js";
import { checkOptionsElsewhere } from "../../run/load-test/pack-load-test.js";
import { readLoadTest } from "../../run/load-test/read-load-test.js";
import { runInCluster } from "../../run/load-test/run-in-cluster.js";
import { runLoadTest } from "../../run/load-test/run-load-test.js";
import { StopRequest } from "../../run/load-test/stop-request.js";
import type { RunEvent, ScenarioOutcome } from "../../run/run-events.js";
import { runHost, tellError, tellWarning } from "../messages.js";
import { addOptionFlags, addToGroup, layersOf, type SharedFlags } from "../option-flags.js";
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
  /** Present with `--json`: standard output is for events, and text for people goes to standard error. */
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
  const stop = new StopRequest();
  const ignore = host.onSignal((signal) => stop.ask(signal === "SIGINT" ? "interrupted" : "terminated"));
  const view = isSilent ? undefined : createProgressView(shown, { quiet: flags.quiet === true });
  const onEvent = (event: RunEvent): void => {
    lines?.show(event);
    view?.show(event);
    if (event.type === "dashboard-started") host.stderr.write(`Watch the run at ${event.url}\n`);
    if (event.type !== "scenario-ended") return;
    // If the load never began, the error says everything.
    const neverBegan = event.outcome.error !== undefined && (event.outcome.result?.users.started ?? 0) === 0;
    if (event.outcome.console !== "" && !isSilent && !neverBegan) host[text].write(event.outcome.console);
    if (event.outcome.error !== undefined) tellError(shown, event.outcome.error);
  };
  let watched: WatchedRun | undefined;
  let exit: ExitName | undefined;
  try {
    const loadTest = await readLoadTest({
      files,
      layers,
      host: runHost(shown, text),
      checkOptions: ({ browser }) => checkBrowserConnectionName(browser),
      openSetUpPage,
    });
    watched = await watchedRun(loadTest.options.values, { clock: host.clock, onEvent });
    const outcomes = await runLoadTest(loadTest, { ...watched, stop });
    await tellGitHub(outcomes, shown, host[text]);
    // A run that is interrupted before its first scenario has no outcome.
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

/** Runs the controller in the cluster: shows its output, fetches its output folder, and returns its exit code. */
async function runElsewhere(command: Command, files: readonly string[], host: Host): Promise<number | ExitName> {
  const flags = command.opts<RunFlags>();
  if (flags.json === true)
    throw new LiveLoadError("INVALID_OPTION", "--json and --in-cluster exclude each other", {
      hint: "with --in-cluster, read result.json, which is fetched when the run is over",
      details: { option: "json" },
    });
  const shown = coloured(host, flags);
  const layers = await layersOf(command, flags, host);
  const stop = new StopRequest();
  stop.onStop((reason) =>
    tellWarning(shown, `${reason}: asking the run in the cluster to stop; a second signal gives up without its report`),
  );
  const ignore = host.onSignal((signal) => stop.ask(signal === "SIGINT" ? "interrupted" : "terminated"));
  try {
    const loadTest = await readLoadTest({
      files,
      layers,
      host: runHost(shown, "stdout"),
      checkOptions: (values) => {
        checkOptionsElsewhere(values);
        checkBrowserConnectionName(values.browser);
      },
    });
    const code = await runInCluster(loadTest, {
      stop: stop.signal,
      abandon: stop.forced,
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
