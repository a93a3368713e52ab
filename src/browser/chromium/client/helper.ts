/**
 * The page's side of the driver: finds elements, waits for them and acts on them, in an isolated world that the page cannot see.
 * The driver calls it by evaluating `liveload.…` there.
 */
import type { HelperCalls } from "../helper-wire.js";
import { dispatch } from "./dispatch.js";
import { hasDragStarted, watchDrag } from "./drag-watcher.js";
import { expectation, whenFrameIsMissing } from "./expectation.js";
import { fileInput, prepareFiles } from "./file-input.js";
import { prepareFill, selectText } from "./fill.js";
import { enteringFrames, frameOfInterest, place, reaches, toLastAsked } from "./frames.js";
import { held, hold } from "./held-elements.js";
import { untilLive, untilLoaded } from "./live-view.js";
import { answering } from "./outcome.js";
import { preparePointer, scrollIntoView } from "./pointer.js";
import { NOTHING_KNOWN, outcome, shield, standGuard, unshield } from "./pointer-guard.js";
import { content, focus, isVisible, read, readAll, untilState } from "./reads.js";
import { selectOptions } from "./select.js";
import { submit } from "./submit.js";
import { untilText } from "./text-wait.js";

const calls: HelperCalls = {
  pointer: enteringFrames((helper) => helper.pointer, answering(preparePointer)),
  scroll: enteringFrames((helper) => helper.scroll, answering(scrollIntoView)),
  fill: enteringFrames((helper) => helper.fill, answering(prepareFill)),
  select: enteringFrames((helper) => helper.select, answering(selectOptions)),
  focus: enteringFrames((helper) => helper.focus, answering(focus)),
  selectText: enteringFrames((helper) => helper.selectText, answering(selectText)),
  dispatch: enteringFrames((helper) => helper.dispatch, answering(dispatch)),
  read: enteringFrames((helper) => helper.read, answering(read)),
  readAll: enteringFrames(
    (helper) => helper.readAll,
    answering(readAll),
    ({ property }) => (property === "count" ? 0 : []),
  ),
  text: enteringFrames((helper) => helper.text, answering(untilText)),
  expected: enteringFrames((helper) => helper.expected, answering(expectation), whenFrameIsMissing),
  hold: enteringFrames((helper) => helper.hold, answering(hold)),
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
  shield: answering(shield),
  unshield: answering(unshield),
  watchDrag: answering(watchDrag),
  dragStart: answering(hasDragStarted),
  live: answering(untilLive),
  content: answering(content),
  title: answering(() => document.title),
  place,
  reach: answering(reaches),
  frame: frameOfInterest,
  fileInput,
  held,
};

standGuard();
Object.assign(globalThis, { liveload: calls });
