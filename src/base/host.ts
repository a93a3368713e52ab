import { AsyncResource } from "node:async_hooks";
import { Console } from "node:console";
import { closeSync, openSync } from "node:fs";
import { Writable } from "node:stream";
import { isatty } from "node:tty";
import { systemClock } from "./clock.js";
import type { Machine } from "./machine/machine.js";
import { maskSecrets } from "./secrets/mask-secrets.js";

/** An output stream for text. */
export interface TextStream {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width in characters; `undefined` when it is not a terminal. */
  readonly columns: number | undefined;
  /** Height in lines; `undefined` when it is not a terminal. */
  readonly rows?: number | undefined;
}

/** A signal that asks a process to stop. */
export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** The layout of text for the terminal. */
export interface Terminal {
  readonly color: boolean;
  /** Characters in a line. */
  readonly columns: number;
  /** Lines that are visible at once; absent when the text does not go to a terminal. */
  readonly rows?: number | undefined;
}

/** The outside world of a load test, from the request down to the cluster. */
export interface RunHost extends Machine {
  /** Folder that paths are relative to. */
  readonly cwd: string;
  readonly terminal: Terminal;
}

/** The outside world of the command. Tests use a fake. */
export interface Host extends Machine {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly nodeVersion: string;
  readonly isRoot: boolean;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Calls `listener` for each of these signals until the returned function is called. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /** Ends the process. Only entry points call it. */
  exit(code: number): void;
}

/** The real host: this process. */
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
      isStopping = false;
      forgetLostTerminals(terminals);
      process.exit(code);
    },
  };
}

const STANDARD_STREAMS: readonly number[] = [0, 1, 2];

/** On exit Node.js restores the settings of its terminals, and crashes when one was closed meanwhile (seen with 20.20). */
function forgetLostTerminals(terminals: readonly number[]): void {
  for (const fd of terminals) if (!isatty(fd)) closeSync(fd);
}

const guarded = new WeakSet<NodeJS.WriteStream>();

function textStream(stream: NodeJS.WriteStream): TextStream {
  // A pipe that was closed (`live-load … | head`) must not end a run; a closed terminal ends it.
  if (!guarded.has(stream)) stream.on("error", (error: NodeJS.ErrnoException) => void (error.code === "EIO" && hangUp()));
  guarded.add(stream);
  return {
    // Secrets are masked in everything that the command writes.
    write: (text) => void stream.write(maskSecrets(text)),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns as number | undefined;
    },
    get rows() {
      return stream.rows as number | undefined;
    },
  };
}

let isHungUp = false;

/** A shell that ignores the end of its terminal sends no SIGHUP, so a failed write stands in for it. */
function hangUp(): void {
  if (!isHungUp) process.emit("SIGHUP", "SIGHUP");
}

const STOP_SIGNALS: readonly StopSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
const listening = new Set<(signal: StopSignal) => void>();
/** A signal has come, and who listens to it is not done. */
let isStopping = false;

function onSignal(listener: (signal: StopSignal) => void): () => void {
  // Node.js calls listeners in the asynchronous context of the first one, which may be a user's.
  const onStopSignal = AsyncResource.bind((signal: StopSignal): void => {
    // Kernel and shell both send SIGHUP when a terminal closes. Unlike a second Ctrl-C, the second one means nothing.
    if (signal === "SIGHUP" && isHungUp) return;
    isHungUp ||= signal === "SIGHUP";
    isStopping = true;
    listener(signal);
  });
  listening.add(onStopSignal);
  for (const signal of STOP_SIGNALS) process.on(signal, onStopSignal);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, onStopSignal);
    listening.delete(onStopSignal);
    isStopping &&= listening.size > 0;
  };
}

/** Whether a signal has asked this process to stop, and its command is about to do so. */
export function isStoppingBySignal(): boolean {
  return isStopping;
}

/**
 * Until the returned function is called, Ctrl-C ends this process at once, as if its command did not listen to it. One that has come
 * before and was not heard yet is lost, so other signals, which programs send once, are still listened to.
 */
export function letInterruptEnd(): () => void {
  for (const listener of listening) process.off("SIGINT", listener);
  return () => {
    for (const listener of listening) process.off("SIGINT", listener).on("SIGINT", listener);
  };
}

type Refusal = (how: string) => void;

const refusals = new Set<Refusal>();
let uninstall = (): void => {};

/**
 * Calls `refuse`, which may throw, before code ends this process or sends it a signal. Returns a function that undoes it; the last
 * one restores the process's functions.
 */
export function beforeProcessEnds(refuse: Refusal): () => void {
  const own: Refusal = (how) => refuse(how);
  if (refusals.size === 0) uninstall = installRefusals();
  refusals.add(own);
  return () => {
    if (refusals.delete(own) && refusals.size === 0) uninstall();
  };
}

/** Functions of `process` by which code ends it. */
interface Endings {
  exit: (code?: number | string | null) => never;
  abort: () => never;
  kill: (pid: number, signal?: string | number) => true;
}

function installRefusals(): () => void {
  const endings: Endings = process;
  const { exit, abort, kill } = endings;
  const refuse: Refusal = (how) => {
    for (const refusal of refusals) refusal(how);
  };
  const refusing: Endings = {
    exit: (code) => {
      refuse(`process.exit(${code ?? ""})`);
      return exit.call(process, code);
    },
    abort: () => {
      refuse("process.abort()");
      return abort.call(process);
    },
    kill: (pid, signal) => {
      const isOwn = [process.pid, -process.pid, 0].includes(pid) && signal !== 0;
      if (isOwn) refuse(`process.kill(process.pid${signal === undefined ? "" : `, ${JSON.stringify(signal)}`})`);
      return kill.call(process, pid, signal);
    },
  };
  Object.assign(endings, refusing);
  return () => {
    // A function that somebody else has put over this one stays.
    if (endings.exit === refusing.exit) endings.exit = exit;
    if (endings.abort === refusing.abort) endings.abort = abort;
    if (endings.kill === refusing.kill) endings.kill = kill;
  };
}

/** Makes stacks in this process refer to the user's own files and lines, for code with a source map. */
export function followSourceMaps(): void {
  process.setSourceMapsEnabled(true);
}

/** Sends `console` output of users' modules to standard error: programs may read the command's standard output. */
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

/** Discards what is written to standard error from now on, also by Node.js itself. */
export function silenceStandardError(): void {
  closeSync(2);
  // It gets the lowest number that is free.
  openSync("/dev/null", "w");
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

/** Sends a signal to a process or, for a negative id, to its group. Does nothing when the process is gone or not ours. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}
