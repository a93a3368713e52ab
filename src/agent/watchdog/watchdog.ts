import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { systemClock } from "../../base/clock.js";
import { startDebugLog } from "../../base/debug-log.js";
import { removeLeftFolders } from "../../base/folders/left-folders.js";
import { makeTemporaryFolder } from "../../base/folders/needed-folders.js";
import { signalProcess } from "../../base/host.js";
import { readMachineResources } from "../../base/machine/machine-resources.js";
import { packageVersion } from "../../base/package-version.js";
import { sweepProcesses } from "../../base/processes.js";
import { rememberIfSecret } from "../../base/secrets/known-secrets.js";
import { Secret } from "../../base/secrets/secret.js";
import { dial, fetchFile } from "../../channel/dialer.js";
import { IpcTransport, portOfChild } from "../../channel/ipc-transport.js";
import { AGENT_ENVIRONMENT, nodeMark } from "../../protocol/agent-environment.js";
import { DebugLines } from "./debug-lines.js";
import { declaredResources } from "./declared-resources.js";
import { LineRing } from "./line-ring.js";
import { readNodeFile } from "./node-file.js";
import { readRunnerOutput } from "./runner-output.js";
import { type RunnerProcess, WATCHDOG_EXITS, WatchdogSession } from "./watchdog-session.js";

/*
 * The first process of a node, without browser and user code. It starts the runner, owns the only connection to the
 * controller, and ends everything on the node when the lease or its lifetime is over, or the controller asks for it.
 */

const DIAL_TIMEOUT_MS = 10_000;
/**
 * Users without a browser make thousands of short-lived objects: collected less often, they cost 15 % less CPU. A runner whose users
 * have browsers makes few, and would only take more memory.
 */
const YOUNG_SPACE = ["--min-semi-space-size=16", "--max-semi-space-size=32"];
const own = readNodeFile(process.env[AGENT_ENVIRONMENT.nodeFile]);
delete process.env[AGENT_ENVIRONMENT.nodeFile];
Object.assign(process.env, own?.env);
const { values } = parseArgs({
  args: [...(own?.argv ?? process.argv.slice(2))],
  options: { controller: { type: "string" }, run: { type: "string" }, node: { type: "string" }, expires: { type: "string" } },
});
const { controller, run, node } = values;
const expiresAt = Number(values.expires);
const secret = takeSecret();
if (controller === undefined || run === undefined || node === undefined || !(expiresAt > 0) || secret === undefined) {
  log("usage: agent --controller URL --run ID --node ID --expires MS, with LIVELOAD_SECRET or LIVELOAD_SECRET_FILE");
  process.exit(2);
}

const debugLines = new DebugLines(systemClock);
startDebugLog(process.env[AGENT_ENVIRONMENT.debug], {
  write: (line) => onDebugLineOf(debugLines)(line.trimEnd()),
  wallTime: () => systemClock.wallTime(),
  as: `${node}/watchdog`,
});
for (const name of process.env[AGENT_ENVIRONMENT.passedEnv]?.split(",") ?? []) rememberIfSecret(name, process.env[name] ?? "");
// The log of a node that does not join then shows that the agent started.
log(`live-load ${packageVersion()}: node ${node} of the run ${run}`);
const mark = nodeMark(run, node);
const epoch = Math.floor(systemClock.wallTime() / 1000);
// Folders of earlier nodes that were killed.
removeLeftFolders();
const resources = declaredResources(await readMachineResources({ nodeVersion: process.version }), process.env);
// When the controller is gone, nobody may read these streams: that must not end the node before its lease does.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

const added: { readonly name: string; readonly session: WatchdogSession; readonly ended: Promise<unknown> }[] = [];
const session = openSession(node, {
  debugLines,
  addRunner: (name) => {
    // Asked again, after a connection was interrupted.
    if (added.some((more) => more.name === name)) return;
    const more = openSession(name, { debugLines: new DebugLines(systemClock) });
    added.push({ name, session: more, ended: more.run() });
  },
  endAdded: async (graceMs) => {
    await Promise.all(added.map((more) => more.session.end("stopped", "the node ends", graceMs)));
    await Promise.all(added.map(({ ended }) => ended));
  },
});
process.on("SIGTERM", () => void session.end("stopped", "SIGTERM"));
process.on("SIGINT", () => void session.end("stopped", "SIGINT"));
process.on("SIGHUP", () => {});
process.exit(WATCHDOG_EXITS[await session.run()]);

/** A runner and its link to the controller. When the node's own ends, everything on the node is swept. */
function openSession(
  nodeId: string,
  means: Pick<ConstructorParameters<typeof WatchdogSession>[0], "debugLines" | "addRunner" | "endAdded">,
): WatchdogSession {
  const temporaryFolder = makeTemporaryFolder("live-load-node-", run ?? "");
  const dialing = {
    url: controller ?? "",
    nodeId,
    secret: secret ?? new Secret(""),
    clock: systemClock,
    timeoutMs: DIAL_TIMEOUT_MS,
  };
  return new WatchdogSession({
    ...means,
    clock: systemClock,
    version: packageVersion(),
    epoch,
    expiresAt,
    resources,
    runner: startRunner(nodeId, { temporaryFolder, onDebugLine: onDebugLineOf(means.debugLines) }),
    dial: (signal) => dial({ ...dialing, signal }),
    fetchBundle: (path, maxBytes) => fetchFile(path, { ...dialing, maxBytes }),
    sweep: async () => {
      if (nodeId === node) sweepProcesses(AGENT_ENVIRONMENT.node, mark, [process.pid]);
      await rm(temporaryFolder, { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
    },
    log: (line) => log(nodeId === node ? line : `${nodeId}: ${line}`),
  });
}

/** Removes the secret from the environment, so that no child process inherits it. */
function takeSecret(): Secret | undefined {
  const file = process.env[AGENT_ENVIRONMENT.secretFile];
  const text = process.env[AGENT_ENVIRONMENT.secret] ?? (file === undefined ? undefined : readFileSync(file, "utf8").trim());
  delete process.env[AGENT_ENVIRONMENT.secret];
  delete process.env[AGENT_ENVIRONMENT.secretFile];
  return text === undefined || text === "" ? undefined : new Secret(text);
}

interface RunnerStart {
  readonly temporaryFolder: string;
  readonly onDebugLine: (line: string) => void;
}

function startRunner(nodeId: string, { temporaryFolder, onDebugLine }: RunnerStart): RunnerProcess {
  const hasBrowser = nodeId === node && process.env[AGENT_ENVIRONMENT.withoutBrowser] !== "1";
  const child = fork(fileURLToPath(new URL("../runner/runner.js", import.meta.url)), [nodeId, String(epoch)], {
    detached: true,
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    execArgv: [...process.execArgv, ...(hasBrowser ? [] : YOUNG_SPACE)],
    env: {
      ...process.env,
      [AGENT_ENVIRONMENT.node]: mark,
      [AGENT_ENVIRONMENT.temporaryFolder]: temporaryFolder,
      TMPDIR: temporaryFolder,
    },
  });
  const lines = new LineRing(20);
  const onText = (text: string) => {
    lines.push(text);
    process.stderr.write(text);
  };
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) readRunnerOutput(stream, { onText, onDebugLine });
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
  return {
    transport: new IpcTransport(portOfChild(child)),
    exited,
    lastLines: () => lines.lines,
    signal: (signal) => void (child.pid !== undefined && signalProcess(-child.pid, signal)),
  };
}

/** Debug lines go to the controller; to the node's own log only until the first ones have arrived there. */
function onDebugLineOf(lines: DebugLines): (line: string) => void {
  return (line) => {
    lines.add(line);
    if (!lines.haveArrived) process.stderr.write(`${line}\n`);
  };
}

function log(line: string): void {
  process.stderr.write(`[watchdog] ${line}\n`);
}
