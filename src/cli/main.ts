#!/usr/bin/env node
import { followSourceMaps, logToStandardError, processHost } from "../base/host.js";
import { runCommandLine } from "./command-line.js";

followSourceMaps();
logToStandardError();
const host = processHost();
host.exit(await runCommandLine(host));
