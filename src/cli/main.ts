#!/usr/bin/env node
import { followSourceMaps, processHost } from "../base/host.js";
import { runCommandLine } from "./command-line.js";

followSourceMaps();
const host = processHost();
host.exit(await runCommandLine(host));
