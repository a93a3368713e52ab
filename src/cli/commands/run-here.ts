import type { Command } from "commander";
import { isLiveLoadError, LiveLoadError } from "../../base/errors.js";
import type { Host } from "../../base/host.js";
import { checkBrowserOptions } from "../../browser/browser-connections.js";
import { openSetUpPage } from "../../browser/set-up-page.js";
import type { OptionLayer } from "../../config/resolve-options.js";
import { type WatchedRun, watchedRun } from "../../dashboard/watched-run.js";
import { type ExitName, exitOfOutcome, exitOfStop, worstExit } from "../../run/exit-codes.js";
import type { RunControls } from "../../run/load-test/load-test-request.js";
import { readLoadTest } from "../../run/load-test/read-load-test.js";
import { runLoadTest } from "../../run/load-test/run-load-test.js";
import { StopRequest } from "../../run/load-test/stop-request.js";
import type { RunEvent, ScenarioOutcome } from "../../run/run-events.js";
import { runHost, tellError } from "../messages.js";
import { createProgressView } from "../views/create-progress-view.js";
import { EventLines } from "../views/event-lines.js";
import { tellGitHub } from "../views/github-view.js";
import { createStepView } from "../views/step-view.js";

/** Flags of every command that runs scenarios on this machine. */
export interface ViewFlags {
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly json?: boolean;
}

/** A run of a command. */
export interface RunHere {
  readonly host: Host;
  /** Rejects with the signal's reason when that aborts. */
  readonly layersOf: (signal: AbortSignal) => Promise<readonly OptionLayer[]>;
  /** Present when one scenario is run step by step. */
  readonly debug?: RunControls["debug"];
}

/** Runs scenarios with this machine as the controller, and shows how they go; resolves to the exit code's name. */
export async function runHere(command: Command, files: readonly string[], run: RunHere): Promise<ExitName> {
  const lines = command.opts<ViewFlags>().json === true ? new EventLines(run.host) : undefined;
  try {
    const { outcomes, exit } = await runScenarios(command, files, { ...run, lines });
    lines?.end(outcomes, exit);
    return exit;
  } catch (error) {
    lines?.fail(error);
    throw error;
  }
}

interface RunViews extends RunHere {
  /** Present with `--json`: standard output is for events, and text for people goes to standard error. */
  readonly lines: EventLines | undefined;
}

async function runScenarios(
  command: Command,
  files: readonly string[],
  { host, layersOf, debug, lines }: RunViews,
): Promise<{ readonly outcomes: readonly ScenarioOutcome[]; readonly exit: ExitName }> {
  const flags = command.opts<ViewFlags>();
  const shown = coloured(host, flags);
  const text = lines === undefined ? "stdout" : "stderr";
  const isSilent = lines !== undefined && flags.quiet === true;
  // Before the config file is loaded: its code may listen to signals, too.
  const stop = new StopRequest();
  const ignore = host.onSignal((signal) => stop.ask(signal === "SIGINT" ? "interrupted" : "terminated"));
  const createView = debug === undefined ? createProgressView : createStepView;
  const view = isSilent ? undefined : createView(shown, { quiet: flags.quiet === true, plain: lines !== undefined });
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
    const layers = await layersOf(stop.signal);
    const loadTest = await readLoadTest({
      files,
      layers,
      host: runHost(shown, text),
      checkOptions: checkBrowserOptions,
      openSetUpPage,
    });
    if (debug !== undefined) refuseSeveral(loadTest.files);
    watched = await watchedRun(loadTest.options.values, { clock: host.clock, onEvent });
    const outcomes = await runLoadTest(loadTest, { ...watched, stop, debug });
    await tellGitHub(outcomes, shown, host[text]);
    // A run that is interrupted before its first scenario has no outcome.
    const asked = outcomes.length > 0 || stop.reason === undefined ? [] : [exitOfStop(stop.reason)];
    exit = worstExit([...outcomes.map(exitOfOutcome), ...asked]);
    return { outcomes, exit };
  } catch (error) {
    if (stop.reason === undefined || !isLiveLoadError(error, "ABORTED")) throw error;
    tellError(shown, error);
    return { outcomes: [], exit: exitOfStop(stop.reason) };
  } finally {
    view?.end();
    await watched?.end(exit);
    ignore();
  }
}

function refuseSeveral(files: readonly string[]): void {
  if (files.length === 1) return;
  throw new LiveLoadError("INVALID_OPTION", `there are ${files.length} scenarios, and only one can be debugged at a time`, {
    hint: `name one, as in: live-load debug ${files[0] ?? "shop.scenario.ts"}`,
    details: { option: "scenarios" },
  });
}

/** The host without colours, if the flags say so. */
export function coloured(host: Host, { color }: ViewFlags): Host {
  return color === false ? { ...host, env: { ...host.env, NO_COLOR: "1" } } : host;
}
