import { Command, CommanderError } from "commander";
import { DEBUG_AREAS, startControllerDebugLog } from "../base/debug-log.js";
import { LiveLoadError } from "../base/errors.js";
import type { Host } from "../base/host.js";
import { packageVersion } from "../base/package-version.js";
import { flagMeantBy, meantBy } from "../base/wording/foreign-words.js";
import type { OptionSpec } from "../config/option-spec.js";
import { OPTIONS, type OptionName } from "../config/options.js";
import { EXIT_CODES, exitOfError, type SetExit } from "../run/exit-codes.js";
import { addAgentCommand } from "./commands/agent-command.js";
import { addCompareCommand } from "./commands/compare-command.js";
import { addCompletionCommand } from "./commands/completion-command.js";
import { addControllerCommand } from "./commands/controller-command.js";
import { addDebugCommand, LOAD_ONLY } from "./commands/debug-command.js";
import { addDoctorCommand } from "./commands/doctor-command.js";
import { addGcCommand } from "./commands/gc-command.js";
import { addImportCommand } from "./commands/import-command.js";
import { addInitCommand } from "./commands/init-command.js";
import { addInstallCommand } from "./commands/install-command.js";
import { addPlanCommand } from "./commands/plan-command.js";
import { addRecordCommand } from "./commands/record-command.js";
import { addReportCommand } from "./commands/report-command.js";
import { addRunCommand } from "./commands/run-command.js";
import { addSteerCommands } from "./commands/steer-commands.js";
import { writesEvents } from "./cut-short.js";
import { isAboutDebugging, tellError } from "./messages.js";
import { EventLines } from "./views/event-lines.js";

/** Runs one command line from start to end; resolves to the exit code and never rejects. */
export async function runCommandLine(host: Host): Promise<number> {
  let code: number = EXIT_CODES.pass.code;
  let commands: readonly string[] = [];
  const setExit: SetExit = (exit) => {
    code = typeof exit === "number" ? exit : EXIT_CODES[exit].code;
  };
  try {
    startControllerDebugLog(host);
    const program = programOf(host, setExit);
    commands = program.commands.map((command) => command.name());
    await program.parseAsync([...host.args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return code;
    // Without a command, commander has already printed the help.
    if (error instanceof CommanderError && error.code === "commander.help") return EXIT_CODES.usage.code;
    const shown = error instanceof CommanderError ? usageError(error, host.args, commands) : error;
    // A bad flag, or a bad LIVELOAD_DEBUG, is found before the command creates its own event lines.
    if ((error instanceof CommanderError || isAboutDebugging(error)) && writesEvents(host.args)) new EventLines(host).fail(shown);
    tellError(host, shown);
    return EXIT_CODES[exitOfError(shown)].code;
  }
  return code;
}

function programOf(host: Host, setExit: SetExit): Command {
  const program = new Command("live-load")
    .description("How many real people, in real browsers, can your web application carry before it feels slow?")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .addHelpText(
      "after",
      `\nExit codes:\n${exitCodeTable()}\n\n${DEBUG_HELP}\n\nTry it: live-load run my.scenario.ts --users 4 --duration 30s`,
    );
  addInitCommand(program, host, setExit);
  addImportCommand(program, host, setExit);
  addRunCommand(program, host, setExit);
  addDebugCommand(program, host, setExit);
  addRecordCommand(program, host, setExit);
  addPlanCommand(program, host, setExit);
  addReportCommand(program, host, setExit);
  addCompareCommand(program, host, setExit);
  addSteerCommands(program, host, setExit);
  addInstallCommand(program, host, setExit);
  addDoctorCommand(program, host, setExit);
  addGcCommand(program, host, setExit);
  addCompletionCommand(program, host, setExit);
  addAgentCommand(program, host, setExit);
  addControllerCommand(program, host, setExit);
  for (const command of [program, ...program.commands]) quieten(command, host);
  return program;
}

/** `LIVELOAD_DEBUG` is the one variable that stands for no option. */
const DEBUG_HELP = `Debugging: LIVELOAD_DEBUG=1 shows stacks; LIVELOAD_DEBUG=${DEBUG_AREAS.join(",")} (or *) writes what happens to standard error.`;

/** Sends commander's output to the host's streams and its errors to us, and keeps it from exiting the process. */
function quieten(command: Command, host: Host): void {
  const width = host.stdout.columns || 100;
  command.exitOverride().configureOutput({
    writeOut: (text) => host.stdout.write(text),
    writeErr: (text) => host.stderr.write(text),
    outputError: () => {},
    getOutHelpWidth: () => Math.min(width, 120),
  });
}

function exitCodeTable(): string {
  return Object.values(EXIT_CODES)
    .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
    .join("\n");
}

function usageError(error: CommanderError, programArgs: readonly string[], commands: readonly string[]): LiveLoadError {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const [, flag = "", command = ""] = /^unknown (?:option '(--[^'=]+).*'|command '([^']+)')/.exec(first) ?? [];
  const meant = flag === "" ? commandHint(command, programArgs) : flagHint(flag, programArgs[0]);
  const hint = rest
    .join(" ")
    .replace(/^\((.*)\)$/, "$1")
    .trim();
  return new LiveLoadError("INVALID_OPTION", first, {
    hint: meant ?? (hint === "" ? helpHint(programArgs, commands) : hint),
    details: { option: flag === "" ? command : flag },
  });
}

/** The help of a command says more than the program's. */
function helpHint([command = ""]: readonly string[], commands: readonly string[]): string {
  return commands.includes(command)
    ? `live-load ${command} --help lists what it takes`
    : "live-load --help lists commands and options";
}

/** Translates a flag of another tool into ours. */
function flagHint(flag: string, command: string | undefined): string | undefined {
  const isOfLoad = LOAD_ONLY.some((name) => flagOf(name)?.split(" ")[0] === flag);
  if (command === "debug" && isOfLoad) return "debug runs one user once; live-load run takes options of a load";
  const meant = flagMeantBy(flag.slice(2));
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}

function flagOf(name: OptionName): string | undefined {
  return (OPTIONS[name] as OptionSpec<unknown>).flag;
}

/** A hint for an unknown command: a file to run, or another tool's name for one of our commands. */
function commandHint(command: string, args: readonly string[]): string | undefined {
  if (command === "") return undefined;
  if (/\.[cm]?[jt]s$|[/*\\]/.test(command)) return `did you mean live-load run ${args.join(" ")}?`;
  if (/^(new|create|generate|scaffold)$/.test(command)) return "did you mean live-load init?";
  const meant = meantBy(command, ["run", "gc", "compare", "doctor"]);
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}
