import { isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { systemClock } from "../../base/clock.js";
import { startDebugLog } from "../../base/debug-log.js";
import { messageOf, stackOf } from "../../base/errors.js";
import { followSourceMaps } from "../../base/host.js";
import { rememberIfSecret } from "../../base/secrets/known-secrets.js";
import { createBrowserConnection } from "../../browser/browser-connections.js";
import { findBrowser } from "../../browser/program/find-browser.js";
import { Connection } from "../../channel/connection.js";
import { IpcTransport } from "../../channel/ipc-transport.js";
import { AGENT_ENVIRONMENT } from "../../protocol/agent-environment.js";
import { createScenarioUser } from "../../scenario/iteration/scenario-user.js";
import { attributeStray } from "../../scenario/steps/attribute-stray.js";
import { RUNNER_VOCABULARY, WATCHDOG_VOCABULARY } from "../ipc-vocabulary.js";
import { startEventLoopMeter } from "./health/event-loop-meter.js";
import { UsageMeter } from "./health/usage-meter.js";
import { loadScenario } from "./load-scenario.js";
import { RunnerSession } from "./runner-session.js";
import { followConsole } from "./scenario-console.js";

/*
 * The process on a node that runs the browser and the user's code. The watchdog starts it. It has no secret; its only
 * connection is the channel to the watchdog, and it exits when that closes.
 */

const BROWSER_CLOSE_MS = 3000;

const [nodeId, epoch] = process.argv.slice(2);
const folder = process.env[AGENT_ENVIRONMENT.temporaryFolder];
if (nodeId === undefined || epoch === undefined || folder === undefined || process.send === undefined) {
  process.stderr.write("[runner] only LiveLoad's watchdog starts this program\n");
  process.exit(2);
}
followSourceMaps();
startDebugLog(process.env[AGENT_ENVIRONMENT.debug], {
  write: (line) => void process.stderr.write(line),
  wallTime: () => systemClock.wallTime(),
  as: `${nodeId}/runner`,
});
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

const watchdog = new Connection({
  transport: new IpcTransport({
    send: (message) => void (process.connected && process.send?.(message, undefined, {}, () => {})),
    onMessage: (listener) => void process.on("message", listener),
    onDisconnect: (listener) => void process.once("disconnect", listener),
    disconnect: () => void (process.connected && process.disconnect()),
  }),
  clock: systemClock,
  ours: RUNNER_VOCABULARY,
  theirs: WATCHDOG_VOCABULARY,
  debug: { peer: "watchdog" },
});
const usage = new UsageMeter(systemClock);
const { env, platform } = process;
for (const name of env[AGENT_ENVIRONMENT.passedEnv]?.split(",") ?? []) rememberIfSecret(name, env[name] ?? "");
const session = new RunnerSession({
  clock: systemClock,
  nodeId,
  epoch: Number(epoch),
  watchdog,
  env,
  findBrowser: (headed) => findBrowser({ env, platform, headed }),
  createConnection: (name) => createBrowserConnection(name, { loadModule }),
  loadScenario: (bundle) => loadScenario({ ...bundle, folder }),
  createUser: createScenarioUser,
  measureUsage: () => usage.measure(),
  eventLoopDelayMs: startEventLoopMeter(),
  die,
});
process.on("unhandledRejection", stray);
process.on("uncaughtException", stray);
process.on("SIGTERM", () => void end());
// Ctrl-C is handled by the controller, which tells the watchdog what to do.
process.on("SIGINT", () => {});
void watchdog.closed.then(end);
followConsole(console, { clock: systemClock, tell: (line) => void (watchdog.isOpen && watchdog.notify("runner.output", line)) });
session.serve();

async function end(): Promise<void> {
  await session.end(BROWSER_CLOSE_MS);
  process.exit(0);
}

function die(error: unknown): void {
  process.stderr.write(`[runner] a defect in LiveLoad: ${stackOf(error) ?? messageOf(error)}\n`);
  process.exit(1);
}

/** An error outside of any promise chain fails the iteration that caused it; other users go on. */
function stray(error: unknown): void {
  if (!attributeStray(error)) session.warn(`an error outside of any iteration: ${messageOf(error)}`);
}

function loadModule(pathOrUrl: string): Promise<unknown> {
  const isPath = isAbsolute(pathOrUrl) || pathOrUrl.startsWith(".");
  return import(isPath ? pathToFileURL(resolve(pathOrUrl)).href : pathOrUrl);
}
