#!/usr/bin/env node
import { followSourceMaps, logToStandardError, processHost } from "../base/host.js";
import { attributeStrayException, attributeStrayRejection, guardProcess } from "../base/user-code.js";
import { runCommandLine } from "./command-line.js";
import { crashedExit, cutShortExit } from "./cut-short.js";

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
guardProcess();
// With a top-level await, Node.js would print its own warning if the command never settled.
void runCommandLine(host).then(end);
