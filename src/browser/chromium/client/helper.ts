/**
 * The page's side of the driver: finds elements, waits for them and acts on them, in an isolated world that the page cannot see.
 * The driver calls it by evaluating `liveload.…` there.
 */
import type { HelperCalls } from "../helper-wire.js";
import { hasDragStarted } from "./drag-watcher.js";
import { fileInput, prepareFiles } from "./file-input.js";
import { prepareFill } from "./fill.js";
import { enteringFrames, frameOfInterest, place, reaches, toLastAsked } from "./frames.js";
import { untilLive, untilLoaded } from "./live-view.js";
import { answering } from "./outcome.js";
import { preparePointer } from "./pointer.js";
import { NOTHING_KNOWN, outcome, standGuard } from "./pointer-guard.js";
import { content, focus, isVisible, read, untilState } from "./reads.js";
import { selectOptions } from "./select.js";
import { submit } from "./submit.js";

const calls: HelperCalls = {
  pointer: enteringFrames((helper) => helper.pointer, answering(preparePointer)),
  fill: enteringFrames((helper) => helper.fill, answering(prepareFill)),
  select: enteringFrames((helper) => helper.select, answering(selectOptions)),
  focus: enteringFrames((helper) => helper.focus, answering(focus)),
  read: enteringFrames((helper) => helper.read, answering(read)),
  isVisible: enteringFrames(
    (helper) => helper.isVisible,
    answering(isVisible),
    () => false,
  ),
  state: enteringFrames(
    (helper) => helper.state,
    answering(untilState),
    ({ state }) => (state === "hidden" || state === "detached" ? null : undefined),
  ),
  files: enteringFrames((helper) => helper.files, answering(prepareFiles)),
  submit: enteringFrames((helper) => helper.submit, answering(submit)),
  loaded: enteringFrames(
    (helper) => helper.loaded,
    answering(untilLoaded),
    () => null,
  ),
  outcome: toLastAsked((helper) => helper.outcome, answering(outcome), NOTHING_KNOWN),
  dragStart: toLastAsked((helper) => helper.dragStart, answering(hasDragStarted), false),
  live: answering(untilLive),
  content: answering(content),
  place,
  reach: answering(reaches),
  frame: frameOfInterest,
  fileInput,
};

standGuard();
Object.assign(globalThis, { liveload: calls });
