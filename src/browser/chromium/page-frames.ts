import type { ProtocolSession } from "./protocol-session.js";

/**
 * Frames of other sites live in processes of their own, and have a session each. Every one waits until it is `prepared`, as
 * the page did, so that nothing of it is missed.
 */
export async function followFrames(session: ProtocolSession, prepare: (frame: ProtocolSession) => Promise<void>): Promise<void> {
  session.on("Target.attachedToTarget", ({ sessionId }) => {
    const frame = session.child(sessionId);
    const run = () => frame.send("Runtime.runIfWaitingForDebugger");
    // A frame may go before it has run.
    Promise.all([followFrames(frame, prepare), prepare(frame), run()]).catch(() => {});
  });
  const filter = [{ type: "iframe" }];
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter });
}
