import type { BarCommand, PageAct, RecorderMessage } from "../recorder-wire.js";

/** The binding of the recorder's world, which the page cannot see. */
declare const liveloadRecord: (payload: string) => void;

export function tellHello(): void {
  tell({ kind: "hello", at: Date.now() });
}

/** Tells what a person did, at the time of its event. */
export function tellAct(act: PageAct, { timeStamp }: { readonly timeStamp: number } = { timeStamp: performance.now() }): void {
  const isLive = document.querySelector("[data-phx-session]") !== null;
  // Not by `timeOrigin`, which does not follow when the machine's clock is set.
  const at = Date.now() - (performance.now() - timeStamp);
  tell({ kind: "act", at, act, document: performance.timeOrigin, isLive });
}

export function tellCommand(command: BarCommand): void {
  tell({ kind: "bar", at: Date.now(), command });
}

function tell(message: RecorderMessage): void {
  liveloadRecord(JSON.stringify(message));
}
