import { afterThisTask } from "./wait.js";

/** What does not come within this time has come already, or never will. */
const EVENT_MS = 1000;

/** Resolves when the next key has been released and that has had its effect. */
export function keyUp(): Promise<null> {
  return new Promise((resolve) => {
    const done = () => {
      removeEventListener("keyup", onKeyUp, { capture: true });
      clearTimeout(timeout);
      resolve(null);
    };
    const onKeyUp = () => afterThisTask(done);
    addEventListener("keyup", onKeyUp, { capture: true });
    const timeout = setTimeout(done, EVENT_MS);
  });
}

/** Whether the next move of the mouse begins a drag that the page does not prevent. */
export function dragStart(): Promise<boolean> {
  return new Promise((resolve) => {
    let started: DragEvent | undefined;
    const onDragStart = (event: DragEvent) => {
      started = event;
    };
    const done = () => {
      removeEventListener("dragstart", onDragStart, { capture: true });
      removeEventListener("mousemove", onMove, { capture: true });
      clearTimeout(timeout);
      resolve(started !== undefined && !started.defaultPrevented);
    };
    const onMove = () => afterThisTask(done);
    addEventListener("dragstart", onDragStart, { capture: true });
    addEventListener("mousemove", onMove, { capture: true });
    const timeout = setTimeout(done, EVENT_MS);
  });
}
