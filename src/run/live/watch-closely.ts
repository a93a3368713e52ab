import type { Timer } from "../../base/clock.js";
import type { RunState } from "../phases/run-state.js";
import { livePictureOf } from "./live-picture-of.js";

const EVERY_MS = 1000;
/** Who watches must not cost what is watched: a picture is made again after so many times what it took at the earliest. */
const REST_PER_COST = 50;

/** Makes pictures of the load for who wants them, about one a second, and a last one when it is cancelled. Nothing when nobody does. */
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
