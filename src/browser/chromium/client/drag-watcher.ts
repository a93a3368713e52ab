/** Detects a drag that the mouse starts and the page does not prevent. */

let started: DragEvent | undefined;

const onDragStart = (event: DragEvent) => {
  started = event;
};

export function watchDrag(): null {
  started = undefined;
  addEventListener("dragstart", onDragStart, { capture: true });
  return null;
}

/** True if a drag has started since `watchDrag`; stops watching. */
export function hasDragStarted(): boolean {
  removeEventListener("dragstart", onDragStart, { capture: true });
  return started !== undefined && !started.defaultPrevented;
}
