import type { Command } from "commander";
import { LiveLoadError } from "../../base/errors.js";
import type { Host } from "../../base/host.js";
import { invalidOption } from "../../base/invalid-option.js";
import { DURATION_ALLOWED, parsers } from "../../config/option-spec.js";
import { OPTIONS } from "../../config/options.js";
import type { SetExit } from "../../run/exit-codes.js";
import type { SteerAnswer } from "../../run/steering/run-control.js";
import type { SteerInput } from "../../run/steering/steer-request.js";
import { steerRun } from "../../run/steering/steer-run.js";
import { MAX_PAUSED_MS } from "../../run/steering/steering.js";
import { painter, tellWarning, wantsColor } from "../messages.js";
import { answerText, statusText } from "../views/steer-view.js";

interface SteerFlags {
  readonly out?: string;
  readonly json?: boolean;
}

interface SetFlags extends SteerFlags {
  readonly users?: string;
  readonly rate?: string;
  readonly backgroundUsers?: string;
  readonly backgroundRate?: string;
  readonly over?: string;
}

/** `live-load status`, `set`, `pause`, `resume` and `stop`. */
export function addSteerCommands(program: Command, host: Host, setExit: SetExit): void {
  const steer = async (request: SteerInput, runId: string | undefined, flags: SteerFlags): Promise<void> => {
    const answer = await steerRun(request, { runId, out: flags.out }, host);
    host.stdout.write(flags.json === true ? `${JSON.stringify(answerJson(request, answer))}\n` : shown(request, answer, host));
    for (const warning of answer.warnings) tellWarning(host, warning);
    setExit("pass");
  };
  commandOf(program, "status", {
    summary: "show what a run that is under way is doing",
    description:
      "Shows what a run that is under way is doing: its phase, load, iterations, latency, nodes, and what was changed.",
  }).action((run: string | undefined, flags: SteerFlags) => steer({ do: "status" }, run, flags));
  commandOf(program, "set", {
    summary: "change the users or the rate of a run that is under way",
    description:
      "Changes the load of a run that is under way, on all its nodes at the same instant. From then on it has this many users, or starts iterations at this rate, until it ends; the stages that it still had are dropped.",
  })
    .option("-u, --users <n>", "The number of users, for a run that has a number of users.")
    .option("--rate <n/s>", "The iterations to start, for a run that has a rate.")
    .option("--background-users <n>", "The number of background users, for a run that has a number of them.")
    .option("--background-rate <n/s>", "The iterations that background users start, for a run that has a rate of them.")
    .option("--over <time>", "Get there in a line over this time. [default: at once]")
    .action((run: string | undefined, flags: SetFlags) => steer(setRequest(flags), run, flags));
  commandOf(program, "pause", {
    summary: "let the users of a run finish their iterations and wait",
    description: `Lets the users of a run finish their iterations and wait. The time of a pause is added to the run and planned as such: nothing counts as missing. A run can be paused for ${MAX_PAUSED_MS / 60_000} minutes in all, after which it goes on by itself.`,
  }).action((run: string | undefined, flags: SteerFlags) => steer({ do: "pause" }, run, flags));
  commandOf(program, "resume", {
    summary: "go on with a run that is paused",
    description: "Goes on with a run that is paused, where its plan was when it was paused.",
  }).action((run: string | undefined, flags: SteerFlags) => steer({ do: "resume" }, run, flags));
  commandOf(program, "stop", {
    summary: "end the load of a run now and let it write its report",
    description:
      "Ends the load of a run now, as if its time were over: running iterations finish, and what was measured is judged and reported. Asked for again while they finish, or with --now, it interrupts them as Ctrl-C does.",
  })
    .option("--now", "Interrupt running iterations.")
    .action((run: string | undefined, flags: SteerFlags & { readonly now?: boolean }) =>
      steer({ do: "stop", now: flags.now === true }, run, flags),
    );
}

function commandOf(program: Command, name: string, texts: { readonly summary: string; readonly description: string }): Command {
  return program
    .command(name)
    .summary(texts.summary)
    .description(`${texts.description}\n\nWithout RUN and --out it takes the only run of this user on this machine.`)
    .argument("[RUN]", "the id of the run, which live-load status shows")
    .option("-o, --out <dir>", "The run that writes to this folder.")
    .option("--json", "Write the answer as JSON.");
}

const SETTABLE = ["users", "rate", "backgroundUsers", "backgroundRate"] as const;

function setRequest(flags: SetFlags): SteerInput {
  const { over } = flags;
  const overMs =
    over === undefined ? {} : { overMs: parsed("over", over, { parse: parsers.durationFrom(0), allowed: DURATION_ALLOWED }) };
  const [name, other] = SETTABLE.filter((one) => flags[one] !== undefined);
  if (name === undefined || other !== undefined) throw notOne(name, other);
  if (name === "users" || name === "backgroundUsers") {
    const allowed = "a whole number from 0 to 1000000";
    const users = parsed(flagOf(name), flags[name], { parse: parsers.integerFrom(0, 1_000_000), allowed });
    return { do: name, users, ...overMs };
  }
  return { do: name, perSecond: parsed(flagOf(name), flags[name], OPTIONS.rate), ...overMs };
}

function notOne(name: (typeof SETTABLE)[number] | undefined, other: (typeof SETTABLE)[number] | undefined): LiveLoadError {
  const message =
    name === undefined || other === undefined
      ? "set needs --users or --rate, or --background-users or --background-rate"
      : `--${flagOf(name)} and --${flagOf(other)} exclude each other`;
  return new LiveLoadError("INVALID_OPTION", message, {
    hint: "a run has a number of users or a rate: live-load status shows which; set one after the other",
    details: { option: name ?? "users" },
  });
}

function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

interface ParsedAs<T> {
  readonly parse: ((raw: unknown) => T | undefined) & { readonly hint?: (raw: unknown) => string | undefined };
  readonly allowed: string;
}

function parsed<T>(option: string, value: unknown, { parse, allowed }: ParsedAs<T>): T {
  const found = parse(value);
  if (found === undefined) throw invalidOption({ option, value, allowed, label: `--${option}`, hint: parse.hint?.(value) });
  return found;
}

/** `status` gives the status alone. */
function answerJson(request: SteerInput, answer: SteerAnswer): unknown {
  return request.do === "status" ? answer.status : answer;
}

function shown(request: SteerInput, answer: SteerAnswer, host: Host): string {
  const paint = painter(wantsColor(host, "stdout"));
  return request.do === "status" ? statusText(answer.status, paint) : answerText(request, answer, paint);
}
