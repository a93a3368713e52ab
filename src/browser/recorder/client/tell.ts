import type { BarCommand, PageAct, RecorderMessage } from "../recorder-wire.js";

/** The binding of the recorder's world, which the page cannot see. */
declare const liveloadRecord: (payload: string) => void;

export function tellHello(): void {
  tell({ kind: "hello", at: Date.now() });
}

/** Tells what a person did, at the time of its event. */
export function tellAct(act: PageAct, { timeStamp }: { readonly timeStamp: number } = { timeStamp: performance.now() }): void {
  const isLive = document.querySelector("[data-phx-session]") !== null;
  const { timeOrigin } = performance;
  tell({ kind: "act", at: timeOrigin + timeStamp, act, document: timeOrigin, isLive });
}

export function tellCommand(command: BarCommand): void {
  tell({ kind: "bar", at: Date.now(), command });
}

function tell(message: RecorderMessage): void {
  liveloadRecord(JSON.stringify(message));
}
