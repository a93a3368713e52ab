import { type Command, Option } from "commander";
import type { Host } from "../base/host.js";
import { loadConfigFile } from "../config/config-file.js";
import type { OptionSpec } from "../config/option-spec.js";
import { OPTION_GROUPS, OPTION_NAMES, OPTIONS, type OptionGroup, type OptionName } from "../config/options.js";
import { environmentLayer, type OptionLayer } from "../config/resolve-options.js";
import { environmentName } from "../config/resolved-options.js";
import { LIVE_LOAD_MODULE } from "../run/load-test/run-load-test.js";
import { tellWarning } from "./messages.js";
import { unknownVariables } from "./unknown-variables.js";

/**
 * Adds every option of the table that has a flag, in groups, except those to leave out. Those that the command has no use for are
 * accepted, but not listed.
 */
export function addOptionFlags(
  command: Command,
  isListed: (group: OptionGroup) => boolean = () => true,
  leaveOut: readonly OptionName[] = [],
): void {
  for (const group of OPTION_GROUPS) {
    for (const name of group.names.filter((option) => !leaveOut.includes(option))) {
      const option = flagOf(name);
      if (option !== undefined) command.addOption(option.helpGroup(`${group.title}:`).hideHelp(!isListed(group)));
    }
  }
  addToGroup(command, "Scenario", "-c, --config <file>", CONFIG_HELP);
  command.addHelpOption(new Option("-h, --help", "print this help").helpGroup("Other:"));
}

const CONFIG_HELP = "The config file. [default: liveload.config.ts, .js, .mjs or .json in this folder]";

/** Adds a flag of the command's own to a group of the table's options. */
export function addToGroup(command: Command, title: OptionGroup["title"], flags: string, help: string): void {
  command.addOption(new Option(flags, help).helpGroup(`${title}:`));
}

function flagOf(name: OptionName): Option | undefined {
  const spec: OptionSpec<unknown> = OPTIONS[name];
  if (spec.flag === undefined) return undefined;
  const flags = spec.short === undefined ? spec.flag : `-${spec.short}, ${spec.flag}`;
  const option = new Option(flags, `${spec.help} ${defaultText(name)}`);
  if (spec.repeatable === true)
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  return option;
}

/** Flags outside the option table, shared by the commands that read scenarios. */
export interface SharedFlags {
  /** Path of the config file. */
  readonly config?: string;
}

/** The host whose environment and config file are read. */
export interface LayersRequest {
  readonly host: Host;
  /** Ends the wait for the config file's code. */
  readonly signal: AbortSignal;
}

/** The options from flags, environment and config file. Rejects if the config file is invalid, or with the signal's reason. */
export async function layersOf(
  command: Command,
  { config }: SharedFlags,
  { host, signal }: LayersRequest,
): Promise<readonly OptionLayer[]> {
  for (const message of unknownVariables(host.env)) tellWarning(host, message);
  const file = await loadConfigFile({ cwd: host.cwd, path: config, liveLoad: LIVE_LOAD_MODULE, signal });
  return [flagLayer(command), environmentLayer(host.env), ...(file === undefined ? [] : [file])];
}

/** The values of the flags by option name. */
function flagLayer(command: Command): OptionLayer {
  const flags = command.opts<Record<string, unknown>>();
  const values: Record<string, unknown> = {};
  for (const name of OPTION_NAMES) {
    const spec: OptionSpec<unknown> = OPTIONS[name];
    if (spec.flag === undefined) continue;
    const value = flags[attributeOf(spec.flag)];
    if (value !== undefined) values[name] = value;
  }
  // A port for the dashboard asks for the dashboard.
  if (values.uiPort !== undefined) values.ui ??= true;
  return { origin: "flag", values };
}

/** Commander's name of a flag's value: `rampUp` for `--ramp-up <time>`. */
function attributeOf(flag: string): string {
  return new Option(flag).attributeName();
}

function defaultText(name: OptionName): string {
  const spec: OptionSpec<unknown> = OPTIONS[name];
  const text = spec.defaultText ?? (Array.isArray(spec.default) ? spec.default.join(",") : String(spec.default));
  const repeat = spec.repeatable === true ? " (repeatable)" : "";
  return `[default: ${text}; env: ${environmentName(name)}]${repeat}`;
}
