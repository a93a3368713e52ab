#!/usr/bin/env node
import { processHost } from "../base/host.js";
import { runCommandLine } from "./command-line.js";

const host = processHost();
host.exit(await runCommandLine(host));
