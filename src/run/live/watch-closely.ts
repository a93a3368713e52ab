import type { Timer } from "../../base/clock.js";
import type { RunState } from "../phases/run-state.js";
import { livePictureOf } from "./live-picture-of.js";

const EVERY_MS = 1000;
/** Watching must not slow the run down: the pause between pictures is at least this multiple of the time that one takes. */
const REST_PER_COST = 50;

/** Calls `onLive` with a picture of the load about once a second, and once more when cancelled. Does nothing without a listener. */
export function watchClosely(state: RunState): Timer {
  const { host, onLive } = state.ports;
  const { clock } = host;
  if (onLive === undefined) return { cancel: () => {} };
  let timer: Timer;
  const take = (): void => {
    const startedAtMs = clock.now();
    onLive(livePictureOf(state));
    timer = clock.setTimer(take, Math.max(EVERY_MS, REST_PER_COST * (clock.now() - startedAtMs)), { background: true });
  };
  timer = clock.setTimer(take, EVERY_MS, { background: true });
  return {
    cancel: () => {
      timer.cancel();
      onLive(livePictureOf(state));
    },
  };
}
