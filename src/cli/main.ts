#!/usr/bin/env node
import { followSourceMaps, logToStandardError, processHost } from "../base/host.js";
import { attributeStrayRejection } from "../run/load-test/user-code.js";
import { runCommandLine } from "./command-line.js";

followSourceMaps();
logToStandardError();
process.on("unhandledRejection", (error) => {
  if (!attributeStrayRejection(error)) throw error;
});
const host = processHost();
host.exit(await runCommandLine(host));
