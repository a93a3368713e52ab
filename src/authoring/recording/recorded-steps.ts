import type { KeyDownStep, KeyUpStep, Step } from "@puppeteer/replay";
import { keyWith } from "../../browser/chromium/input/key-names.js";
import { CodeValue } from "../draft/draft-values.js";
import type { DraftStep } from "../draft/scenario-draft.js";
import { changeStep, hoverStep, pointerStep, type RecordedDevice, scrollStep } from "./recorded-actions.js";
import { elementWait, expressionWait } from "./recorded-waits.js";
import { lost, timeoutOf } from "./step-words.js";

/** State that the steps of a recording share. */
export interface RecordingPlace {
  readonly device: RecordedDevice;
  /** A URL of the site as a path, any other as it is. */
  readonly pathOf: (url: string) => string;
}

/** A recorded step, with the waits for what it was followed by. */
export function draftSteps(step: Step, place: RecordingPlace): readonly DraftStep[] {
  return [...plainSteps(step, place), ...assertedSteps(step, place)];
}

function plainSteps(step: Step, { device, pathOf }: RecordingPlace): readonly DraftStep[] {
  const options = timeoutOf(step);
  switch (step.type) {
    case "click":
    case "doubleClick":
      return pointerStep(step, options, device);
    case "hover":
      return [hoverStep(step, options)];
    case "change":
      return [changeStep(step, options)];
    case "keyDown":
    case "keyUp":
      return [keyStep(step, step.type === "keyDown" ? "keyboard.down" : "keyboard.up")];
    case "scroll":
      return [scrollStep(step, options)];
    case "navigate":
      if (!/^https?:/i.test(step.url)) return [lost(step, "only pages of http and https can be opened")];
      return [{ kind: "call", step: "navigate", args: [pathOf(step.url)], options }];
    case "waitForElement":
      return elementWait(step, options);
    case "waitForExpression":
      return [expressionWait(step, options)];
    case "customStep":
      return [lost(step, `only the extension that recorded the step ${JSON.stringify(step.name)} knows what it does`)];
    case "setViewport":
      return [
        lost(
          step,
          "the size of the window stays the same during an iteration; that of the first step is the scenario's viewport",
        ),
      ];
    case "emulateNetworkConditions":
      return [lost(step, "the network stays the same during an iteration, except that it can be cut off with .setOffline(true)")];
    case "close":
      return [lost(step, "the user's page stays open for the next iteration")];
    default:
      // The library's types are enumerations, which the compiler does not see through.
      return [lost(step, "there is no such step")];
  }
}

/** A key that is pressed and released at once. */
export function pressedKey(step: KeyDownStep): DraftStep {
  return keyStep(step, "keyboard.press");
}

function keyStep(step: KeyDownStep | KeyUpStep, name: "keyboard.down" | "keyboard.up" | "keyboard.press"): DraftStep {
  const key = step.key === "\r" || step.key === "\n" ? "Enter" : step.key === " " ? "Space" : step.key;
  if (!isKey(key)) return lost(step, `there is no key ${JSON.stringify(key)}`);
  return { kind: "call", step: name, args: [key], options: timeoutOf(step) };
}

function isKey(key: string): boolean {
  try {
    keyWith(key, new Set());
    return true;
  } catch {
    return false;
  }
}

/** Waits for the navigations that were asserted. `navigate` waits for its own. */
export function assertedSteps(step: Step, { pathOf }: RecordingPlace): readonly DraftStep[] {
  return (step.assertedEvents ?? []).flatMap(({ url = "", title = "" }): readonly DraftStep[] => {
    if (step.type === "navigate" && (url === "" || samePage(url, step.url))) return [];
    if ("frame" in step && step.frame !== undefined && step.frame.length > 0)
      return [
        {
          kind: "comment",
          text: `Not carried over: a frame went to ${url || title}\nThere is no wait for the address of a frame.`,
        },
      ];
    const options = timeoutOf(step);
    if (url !== "") return [{ kind: "call", step: "waitForURL", args: [pathOf(url)], options }];
    if (title === "") return [{ kind: "comment", text: "Not carried over: a navigation was asserted, but not where to." }];
    return [{ kind: "call", step: "waitForFunction", args: [new CodeValue(TITLE_IS), title], options }];
  });
}

const TITLE_IS = "(title) => document.title === title";

function samePage(one: string, other: string): boolean {
  const plain = (url: string) => (URL.canParse(url) ? new URL(url).href : url);
  return plain(one) === plain(other);
}
