import type { Protocol } from "devtools-protocol";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** How a user makes ready what its pages start. */
export interface TargetPreparation {
  /** A frame of another site. */
  frame(session: ProtocolSession): Promise<void>;
  /** A worker or worklet of any kind. */
  worker(session: ProtocolSession): Promise<void>;
}

/**
 * Whatever starts inside a page waits to be told to run, whether it is attached to or not: so everything is attached to. Pages
 * and shared workers have sessions of the browser's.
 */
const INSIDE_A_PAGE: Protocol.Target.TargetFilter = [
  ...["browser", "tab", "page", "shared_worker"].map((type) => ({ type, exclude: true })),
  {},
];

/**
 * Frames of other sites live in processes of their own, workers in threads of their own, and each has a session. Every one
 * waits until it is prepared, as the page did, so that nothing of it is missed.
 */
export async function followTargets(session: ProtocolSession, prepare: TargetPreparation): Promise<void> {
  session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
    const target = session.child(sessionId);
    if (targetInfo.type === "iframe") start(target, [followTargets(target, prepare), prepare.frame(target)]);
    // It is measured in a session of the browser's, which outlives the page. But only while a page attaches to it as well is its
    // script not fetched before it is told to run.
    else if (targetInfo.type === "service_worker") start(target, []);
    else startWorker(target, targetInfo.type, prepare);
  });
  const options = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: INSIDE_A_PAGE };
  await session.send("Target.setAutoAttach", options);
}

/** Has a worker run, and the workers that it starts. */
export function startWorker(worker: ProtocolSession, type: string, prepare: TargetPreparation): void {
  // Only workers can start workers.
  const nested = type === "worker" || type === "shared_worker" ? followTargets(worker, prepare) : undefined;
  start(worker, [prepare.worker(worker), nested, type === "service_worker" ? runAgain(worker) : undefined]);
}

/** A service worker that was stopped starts under the same session, and waits again. */
async function runAgain(worker: ProtocolSession): Promise<void> {
  worker.on("Inspector.targetReloadedAfterCrash", () => void run(worker).catch(() => {}));
  await worker.send("Inspector.enable");
}

/** All commands leave at once: the last one has it run when the others have taken effect. */
function start(target: ProtocolSession, prepared: readonly (Promise<void> | undefined)[]): void {
  // It may go before it has run, and worklets know only some of the commands.
  void Promise.allSettled([...prepared, run(target)]);
}

async function run(target: ProtocolSession): Promise<void> {
  await target.send("Runtime.runIfWaitingForDebugger");
}
