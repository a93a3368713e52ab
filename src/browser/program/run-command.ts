import { spawn } from "node:child_process";
import type { Clock } from "../../base/clock.js";
import { signalProcess } from "../../base/host.js";

/** A program to run, and its time limit. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Output that shows progress and restarts the time limit. */
  readonly progress?: RegExp;
  /** Receives the program's output as it is printed. */
  readonly onOutput?: (text: string) => void;
}

/** The outcome of a program. */
export interface CommandOutcome {
  /** Undefined if it could not be started, was killed or took too long. */
  readonly exitCode: number | undefined;
  readonly timedOut: boolean;
  /** The tail of its output, or the reason why it did not start. */
  readonly output: string;
}

/** Runs programs; replaced by a fake in tests. */
export type RunCommand = (command: Command) => Promise<CommandOutcome>;

const KEPT_CHARACTERS = 20_000;

/** Runs programs on this machine. */
export function commandRunner(clock: Clock): RunCommand {
  return ({ program, args, env, timeoutMs, progress, onOutput }) =>
    new Promise((resolve) => {
      // In its own process group, so that its children end with it.
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
