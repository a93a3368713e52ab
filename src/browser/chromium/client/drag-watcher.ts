/** Sees whether the mouse begins a drag that the page does not prevent. */

let started: DragEvent | undefined;

const onDragStart = (event: DragEvent) => {
  started = event;
};

/** From now on. */
export function watchDrag(): void {
  started = undefined;
  addEventListener("dragstart", onDragStart, { capture: true });
}

/** Whether one has begun since. */
export function hasDragStarted(): boolean {
  removeEventListener("dragstart", onDragStart, { capture: true });
  return started !== undefined && !started.defaultPrevented;
}
