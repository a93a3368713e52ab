import { Argument, type Command } from "commander";
import type { Host } from "../../base/host.js";
import { BROWSER_CONNECTION_NAMES } from "../../browser/browser-connections.js";
import { BACKEND_NAMES } from "../../cluster/backends.js";
import type { OptionSpec } from "../../config/option-spec.js";
import { OPTION_NAMES, OPTIONS } from "../../config/options.js";
import { REPORTER_NAMES } from "../../reporters/reporters.js";
import type { SetExit } from "../../run/exit-codes.js";
import { OUTPUT_NAMES } from "../../run/outputs/outputs.js";
import { type CompletedCommand, completionScript, SHELLS, type Shell } from "../views/completion-script.js";

/** `live-load completion`: a script for a shell, made of the commands and flags that there are. */
export function addCompletionCommand(program: Command, host: Host, setExit: SetExit): void {
  program
    .command("completion")
    .summary("print a script that completes commands and flags in your shell")
    .description(
      [
        "Prints a script that completes commands and flags. To use it in every new shell:",
        "",
        "  bash   live-load completion bash > ~/.local/share/bash-completion/completions/live-load",
        "  zsh    live-load completion zsh > ~/.zfunc/_live-load     (with ~/.zfunc in fpath before compinit)",
        "  fish   live-load completion fish > ~/.config/fish/completions/live-load.fish",
      ].join("\n"),
    )
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .action((shell: Shell) => {
      host.stdout.write(completionScript(shell, commandsOf(program)));
      setExit("pass");
    });
}

/** The values of flags that take one of a fixed set of names. */
const CHOICES: ReadonlyMap<string, readonly string[]> = new Map([
  ["--browser", BROWSER_CONNECTION_NAMES],
  ["--backend", BACKEND_NAMES],
  ["--reporter", REPORTER_NAMES],
  ["--output", OUTPUT_NAMES],
  ...OPTION_NAMES.flatMap((name) => {
    const { flag, parse }: OptionSpec<unknown> = OPTIONS[name];
    const listed = parse.schema?.enum;
    return flag === undefined || !Array.isArray(listed) ? [] : [[flag.split(" ")[0] ?? "", listed.map(String)] as const];
  }),
]);

function commandsOf(program: Command): readonly CompletedCommand[] {
  const help = program.createHelp();
  return help.visibleCommands(program).map((command) => ({
    name: command.name(),
    summary: command.summary(),
    flags: help.visibleOptions(command).map(({ short, long, description, required, argChoices }) => ({
      names: [short, long].filter((name) => name !== undefined && name !== null),
      description: firstSentence(description),
      takesValue: required,
      choices: argChoices ?? CHOICES.get(long ?? "") ?? [],
    })),
    words: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  }));
}

/** Without the default, and without what follows the first sentence. */
function firstSentence(text: string): string {
  return text.split(/\s*\[default|(?<=\w[.;:]) /)[0]?.replace(/[.;:]$/, "") ?? "";
}
