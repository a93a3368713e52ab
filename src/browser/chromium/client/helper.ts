/**
 * The page's side of the driver: finds elements, waits for them and acts on them, in a world of its own that the page cannot
 * see. It is asked by evaluating `liveload.…` there.
 */
import type { HelperCalls } from "../helper-wire.js";
import { prepareFill } from "./fill.js";
import { dragStart, keyUp } from "./input-events.js";
import { untilLive, untilLoaded } from "./live-view.js";
import { answering } from "./outcome.js";
import { preparePointer } from "./pointer.js";
import { outcome } from "./pointer-guard.js";
import { content, focus, isVisible, read, untilState } from "./reads.js";
import { selectOptions } from "./select.js";
import { submit } from "./submit.js";

const calls: HelperCalls = {
  pointer: answering(preparePointer),
  outcome: answering(outcome),
  dragStart: answering(dragStart),
  keyUp: answering(keyUp),
  fill: answering(prepareFill),
  select: answering(selectOptions),
  focus: answering(focus),
  read: answering(read),
  isVisible: answering(isVisible),
  state: answering(untilState),
  submit: answering(submit),
  live: answering(untilLive),
  loaded: answering(untilLoaded),
  content: answering(content),
};

Object.assign(globalThis, { liveload: calls });
