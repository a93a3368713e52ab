import type { Command } from "commander";
import type { Host } from "../../base/host.js";
import type { OptionLayer } from "../../config/resolve-options.js";
import type { SetExit } from "../../run/exit-codes.js";
import { addOptionFlags, addToGroup, layersOf, type SharedFlags } from "../option-flags.js";
import { runHere, type ViewFlags } from "./run-here.js";

interface DebugFlags extends SharedFlags, ViewFlags {
  readonly pauseOnFailure?: boolean;
}

/** One user runs once; the duration is only a limit, for those who look at a page for long. */
const ONCE = {
  users: 1,
  iterations: 1,
  duration: "24h",
  rampUp: 0,
  calibrate: false,
  backgroundUsers: 0,
  backgroundStages: [],
} as const;
/** Options for a load have no place here. */
export const LOAD_ONLY = [
  "users",
  "duration",
  "iterations",
  "rampUp",
  "stages",
  "rate",
  "maxUsers",
  "backgroundUsers",
  "backgroundStages",
  "backgroundRate",
  "calibrate",
] as const;

/** `live-load debug`. */
export function addDebugCommand(program: Command, host: Host, setExit: SetExit): void {
  const command = program
    .command("debug")
    .summary("run a scenario once, step by step")
    .description(
      "Runs a scenario once, with one user, and tells every step as it happens: how long it took, what it found and what the page logged. The report has a picture of the last page whatever happens.",
    )
    .argument("[FILE]", "the scenario");
  const isListed = ({ title }: { readonly title: string }) => !["Pass or fail", "Nodes"].includes(title);
  addOptionFlags(command, isListed, LOAD_ONLY);
  const pause = "Keep the browser's window open after a failure until Ctrl-C; shows the window.";
  addToGroup(command, "Browser and site", "--pause-on-failure", pause);
  addToGroup(command, "Output", "-q, --quiet", "Print only errors, warnings and the summary; with --json only errors.");
  addToGroup(
    command,
    "Output",
    "--json",
    "Write events as lines of JSON to standard output, and text for people to standard error.",
  );
  addToGroup(command, "Output", "--no-color", "Write without colours.");
  command.action(async (file: string | undefined) => {
    const flags = command.opts<DebugFlags>();
    const pausesOnFailure = flags.pauseOnFailure === true;
    const layers = async (signal: AbortSignal): Promise<readonly OptionLayer[]> => {
      const given = await layersOf(command, flags, { host, signal });
      const once = pausesOnFailure ? { ...ONCE, headed: true } : ONCE;
      return given.map((layer) => (layer.origin === "flag" ? { ...layer, values: { ...layer.values, ...once } } : layer));
    };
    setExit(await runHere(command, file === undefined ? [] : [file], { host, layersOf: layers, debug: { pausesOnFailure } }));
  });
}
