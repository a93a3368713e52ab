import { writeSync } from "node:fs";
import { type Debugger, Session } from "node:inspector";
import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../clock.js";
import { ownPid, signalProcess } from "../host.js";
import { CELLS, type HangStage, HUNG_SYMBOL } from "./hang-cells.js";

const TICK_MS = 250;
/** After this time people want to know. */
const LONG_MS = 3000;
/** How long a call that cannot be interrupted, such as `execSync`, has after the limit. */
const GRACE_MS = 10_000;

const cells = workerData as Int32Array;
let beats = 0;
let heldUpMs = 0;
let told: HangStage | undefined;

parentPort?.postMessage("ready");
tick();

function tick(): void {
  systemClock.setTimer(tick, TICK_MS);
  const limitMs = Atomics.load(cells, CELLS.limitMs);
  const now = Atomics.load(cells, CELLS.beats);
  if (limitMs === 0 || now !== beats) {
    beats = now;
    heldUpMs = 0;
    told = undefined;
    return;
  }
  // Ticks are counted, not clocks read: a process that was stopped hangs in nothing.
  heldUpMs += TICK_MS;
  if (heldUpMs >= limitMs + GRACE_MS) endProcess();
  else if (heldUpMs >= limitMs && told !== "tooLong") tell("tooLong");
  else if (heldUpMs >= LONG_MS && told === undefined) tell("long");
}

function tell(stage: HangStage): void {
  told = stage;
  interrupt(stage).catch(() => {});
}

/** Stops the main thread wherever it is, and has it tell its user, or end the process, in the midst of the code that it runs. */
async function interrupt(stage: HangStage): Promise<void> {
  const session = new Session();
  session.connectToMainThread();
  const expression = `globalThis[Symbol.for(${JSON.stringify(HUNG_SYMBOL)})](${JSON.stringify(stage)}, ${beats})`;
  try {
    const paused = new Promise<Debugger.PausedEventDataType>((resolve) => {
      session.once("Debugger.paused", ({ params }) => resolve(params));
    });
    await post(session, "Debugger.enable");
    await post(session, "Debugger.pause");
    const callFrameId = (await paused).callFrames[0]?.callFrameId;
    await post(session, "Debugger.evaluateOnCallFrame", { callFrameId, expression });
    await post(session, "Debugger.resume");
  } finally {
    // Otherwise the process would wait for the debugger when it ends.
    session.disconnect();
  }
}

function post(session: Session, method: string, params: object = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
}

function endProcess(): void {
  const message = "a call in your code that cannot be interrupted has kept this process for too long: it is killed";
  writeSync(2, `error DEADLINE_EXCEEDED: ${message}\n`);
  signalProcess(ownPid(), "SIGKILL");
}
