import { afterThisTask } from "./wait.js";

/**
 * Events of keys and drags. They are listened to before the driver sends them: by another way than its questions they may
 * well come first.
 */

/** What has not come by then has been kept away by something. */
const EVENT_MS = 1000;

/** Something that was begun to be waited for. */
interface Expected<T> {
  readonly happened: Promise<T>;
  stop(): void;
}

let key: Expected<null> | undefined;
let drag: Expected<boolean> | undefined;

/** From now on the release of a key is listened to. */
export function expectKey(): void {
  key?.stop();
  let stop = () => {};
  const happened = new Promise<null>((resolve) => {
    const onKeyUp = () => afterThisTask(() => resolve(null));
    stop = () => removeEventListener("keyup", onKeyUp, { capture: true });
    addEventListener("keyup", onKeyUp, { capture: true });
  });
  key = { happened, stop };
}

/** Resolves when the key that was expected has been released, and that has had its effect. */
export async function keyUp(): Promise<null> {
  await inTime(key, null);
  key = undefined;
  return null;
}

/** From now on the move of the mouse is listened to that may begin a drag. */
export function expectDrag(): void {
  drag?.stop();
  let stop = () => {};
  const happened = new Promise<boolean>((resolve) => {
    let started: DragEvent | undefined;
    const onDragStart = (event: DragEvent) => {
      started = event;
    };
    const onMove = () => afterThisTask(() => resolve(started !== undefined && !started.defaultPrevented));
    stop = () => {
      removeEventListener("dragstart", onDragStart, { capture: true });
      removeEventListener("mousemove", onMove, { capture: true });
    };
    addEventListener("dragstart", onDragStart, { capture: true });
    addEventListener("mousemove", onMove, { capture: true });
  });
  drag = { happened, stop };
}

/** Whether the move began a drag that the page does not prevent. */
export async function dragStart(): Promise<boolean> {
  const started = await inTime(drag, false);
  drag = undefined;
  return started;
}

async function inTime<T>(expected: Expected<T> | undefined, otherwise: T): Promise<T> {
  if (expected === undefined) return otherwise;
  let timeout = 0;
  const late = new Promise<T>((resolve) => {
    timeout = setTimeout(() => resolve(otherwise), EVENT_MS);
  });
  const outcome = await Promise.race([expected.happened, late]);
  clearTimeout(timeout);
  expected.stop();
  return outcome;
}
