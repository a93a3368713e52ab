/**
 * The recorder's side of every document: reports what a person does there, and shows the bar. It runs in an isolated world, before
 * the page's own code.
 */
import type { BarState } from "../recorder-wire.js";
import { show, showBar } from "./bar.js";
import { captureEvents, chosenFiles } from "./capture.js";
import { locate } from "./locate.js";
import { setPicking, watchPicking } from "./pick.js";
import { tellHello } from "./tell.js";

/** Functions that the session calls as `liveloadRecorder.…`. */
const calls = {
  show: (state: BarState): void => {
    setPicking(state.isPicking);
    show(state);
  },
  /** The locator of an element such as a frame's. */
  locatorOf: (element: unknown) => (element instanceof Element ? locate(element) : []),
  files: chosenFiles,
};

Object.assign(globalThis, { liveloadRecorder: calls });
watchPicking();
captureEvents();
showBar();
tellHello();
