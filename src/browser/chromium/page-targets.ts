import type { Protocol } from "devtools-protocol";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** The type and address of a worker that starts. */
interface WorkerKind {
  readonly type: string;
  /** Empty for those that several pages share. */
  readonly url: string;
}

/** Prepares the frames and workers that a user's pages start. */
export interface TargetPreparation {
  /** A cross-site frame. */
  frame(session: ProtocolSession): Promise<void>;
  /** A worker or worklet of any kind. */
  worker(session: ProtocolSession, kind: WorkerKind): Promise<void>;
}

/**
 * Every target inside a page is paused until it is told to run, attached or not, so all of them are attached to. Pages and
 * shared workers are attached to by the browser's session.
 */
const INSIDE_A_PAGE: Protocol.Target.TargetFilter = [
  ...["browser", "tab", "page", "shared_worker"].map((type) => ({ type, exclude: true })),
  {},
];

/**
 * Attaches to cross-site frames, which have processes of their own, and to workers. Each is paused until it is prepared, as the
 * page was, so that none of its requests is missed.
 */
export async function followTargets(session: ProtocolSession, prepare: TargetPreparation): Promise<void> {
  session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
    const target = session.child(sessionId);
    if (targetInfo.type === "iframe") start(target, [followTargets(target, prepare), prepare.frame(target)]);
    // It is measured in another session, the browser's child, which outlives the page. But its script is fetched before it is
    // told to run unless a page attaches to it as well.
    else if (targetInfo.type === "service_worker") start(target, []);
    else startWorker(target, targetInfo, prepare);
  });
  const options = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: INSIDE_A_PAGE };
  await session.send("Target.setAutoAttach", options);
}

/** Prepares and runs a worker, and the workers that it starts. */
export function startWorker(worker: ProtocolSession, { type, url }: WorkerKind, prepare: TargetPreparation): void {
  // Only workers can start workers.
  const nested = type === "worker" || type === "shared_worker" ? followTargets(worker, prepare) : undefined;
  start(worker, [prepare.worker(worker, { type, url }), nested, type === "service_worker" ? runAgain(worker) : undefined]);
}

/** A stopped service worker restarts in the same session, paused again. */
async function runAgain(worker: ProtocolSession): Promise<void> {
  worker.on("Inspector.targetReloadedAfterCrash", () => void run(worker).catch(() => {}));
  await worker.send("Inspector.enable");
}

/** All commands are sent at once; the last one lets the target run after the others have taken effect. */
function start(target: ProtocolSession, prepared: readonly (Promise<void> | undefined)[]): void {
  // A target may go before it runs, and workers support only some of the commands.
  void Promise.allSettled([...prepared, run(target)]);
}

async function run(target: ProtocolSession): Promise<void> {
  await target.send("Runtime.runIfWaitingForDebugger");
}
