import { type Command, Option } from "commander";
import type { OptionSpec } from "../config/option-spec.js";
import { OPTION_NAMES, OPTIONS, type OptionName } from "../config/options.js";
import { environmentName, type OptionLayer } from "../config/resolve-options.js";

/** Adds every option of the table that has a flag. */
export function addOptionFlags(command: Command): void {
  for (const name of OPTION_NAMES) {
    const spec: OptionSpec<unknown> = OPTIONS[name];
    if (spec.flag === undefined) continue;
    const flags = spec.short === undefined ? spec.flag : `-${spec.short}, ${spec.flag}`;
    const option = new Option(flags, `${spec.help} ${defaultText(name)}`);
    if (spec.repeatable === true)
      option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
    command.addOption(option);
  }
}

/** What the flags say, by the names of the options. */
export function flagLayer(command: Command): OptionLayer {
  const flags = command.opts<Record<string, unknown>>();
  const values: Record<string, unknown> = {};
  for (const name of OPTION_NAMES) {
    const spec: OptionSpec<unknown> = OPTIONS[name];
    if (spec.flag === undefined) continue;
    const value = flags[attributeOf(spec.flag)];
    if (value !== undefined) values[name] = value;
  }
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
