#!/usr/bin/env node
import { HangWatch } from "../base/hangs/watch-hangs.js";
import { followSourceMaps, logToStandardError, processHost, silenceStandardError } from "../base/host.js";
import { attributeStrayException, attributeStrayRejection, guardProcess, watchUserCode } from "../base/user-code.js";
import { runCommandLine } from "./command-line.js";
import { crashedExit, cutShortExit, hungExit } from "./cut-short.js";
import { tellHeldUp, tellNotEnded, tellStray } from "./user-code-warnings.js";

followSourceMaps();
logToStandardError();
const host = processHost();
let isOver = false;

function end(code: number): void {
  isOver = true;
  host.exit(code);
}

process.on("unhandledRejection", (error) => {
  if (!attributeStrayRejection(error)) throw error;
});
process.on("uncaughtException", (error) => {
  if (!attributeStrayException(error)) end(crashedExit(host, error));
});
process.on("exit", (code) => {
  if (!isOver) process.exitCode = cutShortExit(host, code);
});
guardProcess((how) => tellNotEnded(host, how));
watchUserCode({
  hangs: new HangWatch(),
  onHeldUp: (place, limitMs) => tellHeldUp(host, place, limitMs),
  onHung: (place, limitMs) => {
    const code = hungExit(host, place, limitMs);
    // Node.js would write that it waits for the debugger, which the watching thread is.
    silenceStandardError();
    end(code);
  },
  onStray: (error) => tellStray(host, error),
});
// With a top-level await, Node.js would print its own warning if the command never settled.
void runCommandLine(host).then(end);
