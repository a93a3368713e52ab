#!/usr/bin/env node
import { followSourceMaps, processHost } from "../base/host.js";
import { attributeStrayRejection } from "../run/user-code.js";
import { runCommandLine } from "./command-line.js";

followSourceMaps();
process.on("unhandledRejection", (error) => {
  if (!attributeStrayRejection(error)) throw error;
});
const host = processHost();
host.exit(await runCommandLine(host));
