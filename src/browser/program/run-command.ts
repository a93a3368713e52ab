import { spawn } from "node:child_process";
import type { Clock } from "../../base/clock.js";
import { signalProcess } from "../../base/host.js";

/** A program to run, and how long it may take. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Output that shows progress: the time-out starts again with it. */
  readonly progress?: RegExp;
  /** Gets what the program prints, as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** How a program ended. */
export interface CommandOutcome {
  /** Undefined when it could not be started, was killed, or took too long. */
  readonly exitCode: number | undefined;
  readonly timedOut: boolean;
  /** The end of what it printed, or why it did not start. */
  readonly output: string;
}

/** Runs programs; tests put a fake in its place. */
export type RunCommand = (command: Command) => Promise<CommandOutcome>;

const KEPT_CHARACTERS = 20_000;

/** Runs programs of this machine. */
export function commandRunner(clock: Clock): RunCommand {
  return ({ program, args, env, timeoutMs, progress, onOutput }) =>
    new Promise((resolve) => {
      // In a group of its own, so that what it starts ends with it.
      const child = spawn(program, [...args], { env: { ...env }, detached: true, stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      let timedOut = false;
      const giveUp = () => {
        timedOut = true;
        if (child.pid !== undefined) signalProcess(-child.pid, "SIGKILL");
      };
      let timer = clock.setTimer(giveUp, timeoutMs);
      const onText = (chunk: Buffer) => {
        const text = chunk.toString();
        output = (output + text).slice(-KEPT_CHARACTERS);
        onOutput?.(text);
        if (progress?.test(text) !== true) return;
        timer.cancel();
        timer = clock.setTimer(giveUp, timeoutMs);
      };
      child.stdout.on("data", onText);
      child.stderr.on("data", onText);
      const settle = (exitCode: number | undefined, last: string) => {
        timer.cancel();
        resolve({ exitCode, timedOut, output: last });
      };
      child.once("error", (error) => settle(undefined, error.message));
      child.once("close", (code) => settle(timedOut ? undefined : (code ?? undefined), output));
    });
}
