import { Console } from "node:console";
import { closeSync } from "node:fs";
import { Writable } from "node:stream";
import { isatty } from "node:tty";
import { systemClock } from "./clock.js";
import type { Machine } from "./machine/machine.js";
import { maskSecrets } from "./secrets/mask-secrets.js";

/** A stream that text is written to. */
export interface TextStream {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Characters in a line, where it is a terminal. */
  readonly columns: number | undefined;
}

/** A signal that asks a process to stop. */
export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** How text for the terminal is laid out. */
export interface Terminal {
  readonly color: boolean;
  /** Characters in a line. */
  readonly columns: number;
}

/** The outside world of a load test, from the request down to the cluster. */
export interface RunHost extends Machine {
  /** Folder that paths are relative to. */
  readonly cwd: string;
  readonly terminal: Terminal;
}

/** The outside world as the command sees it; tests put a fake in its place. */
export interface Host extends Machine {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly nodeVersion: string;
  readonly isRoot: boolean;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Calls `listener` at each of these signals until the returned function is called. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /** Ends the process. Only entry points call it. */
  exit(code: number): void;
}

/** The real outside world of this process. */
export function processHost(): Host {
  const terminals = STANDARD_STREAMS.filter((fd) => isatty(fd));
  return {
    args: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    pid: process.pid,
    nodeVersion: process.version,
    execPath: process.execPath,
    isRoot: process.getuid?.() === 0,
    stdout: textStream(process.stdout),
    stderr: textStream(process.stderr),
    clock: systemClock,
    onSignal,
    exit: (code) => {
      forgetLostTerminals(terminals);
      process.exit(code);
    },
  };
}

const STANDARD_STREAMS: readonly number[] = [0, 1, 2];

/** At its end Node.js gives terminals back the settings they had, and crashes when one was closed meanwhile (seen with 20.20). */
function forgetLostTerminals(terminals: readonly number[]): void {
  for (const fd of terminals) if (!isatty(fd)) closeSync(fd);
}

const guarded = new WeakSet<NodeJS.WriteStream>();

function textStream(stream: NodeJS.WriteStream): TextStream {
  // A reader that went away (`live-load … | head`) must not end a run; a terminal that was closed ends it.
  if (!guarded.has(stream)) stream.on("error", (error: NodeJS.ErrnoException) => void (error.code === "EIO" && hangUp()));
  guarded.add(stream);
  return {
    // Whatever the command tells, it tells without secrets.
    write: (text) => void stream.write(maskSecrets(text)),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns as number | undefined;
    },
  };
}

let isHungUp = false;

/** A shell that ignores the end of its terminal does not tell of it, but writing fails. */
function hangUp(): void {
  if (!isHungUp) process.emit("SIGHUP", "SIGHUP");
}

function onSignal(listener: (signal: StopSignal) => void): () => void {
  const signals: readonly StopSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  const heard = (signal: StopSignal): void => {
    // The kernel tells of the end of a terminal, and the shell does: that is no second wish, as a second Ctrl-C is.
    if (signal === "SIGHUP" && isHungUp) return;
    isHungUp ||= signal === "SIGHUP";
    listener(signal);
  };
  for (const signal of signals) process.on(signal, heard);
  return () => {
    for (const signal of signals) process.off(signal, heard);
  };
}

/** Lets stacks of this process name the user's own file and line, where the code comes with a source map. */
export function followSourceMaps(): void {
  process.setSourceMapsEnabled(true);
}

/** What users' modules write with `console` in this process is none of the command's own output, which may be read by a program. */
export function logToStandardError(): void {
  const masked = new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, _encoding, done) => {
      process.stderr.write(maskSecrets(String(chunk)));
      done();
    },
  });
  globalThis.console = new Console(masked, masked);
}

/** The id of this process. */
export function ownPid(): number {
  return process.pid;
}

/** Whether a process with this id exists, whoever owns it. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Sends a signal to a process or, for a negative id, to its group; one that is gone already is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}
