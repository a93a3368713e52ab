import { parse, parseStep, type Step } from "@puppeteer/replay";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { isRecord } from "../../base/invalid-option.js";

/** A step that the recorder's own rules do not allow, or that is of a later version. */
export interface UnreadableStep {
  readonly type: "unreadable";
  readonly shown: string;
  readonly reason: string;
}

/** A recording of Chrome DevTools' Recorder. */
export interface Recording {
  readonly title: string;
  /** How long each step may take, in milliseconds. */
  readonly timeoutMs: number | undefined;
  readonly steps: readonly (Step | UnreadableStep)[];
}

/** Parses the JSON that the Recorder exports. Throws `INVALID_OPTION` if it is something else. */
export function readRecording(text: string, file: string): Recording {
  const refuse = (what: string, cause?: unknown) =>
    new LiveLoadError("INVALID_OPTION", `${file} ${what}`, {
      hint: "export it as JSON: in Chrome's DevTools, panel Recorder, Export recording, JSON",
      details: { option: "FILE", value: file },
      cause,
    });
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw refuse(`is not JSON: ${messageOf(error)}`, error);
  }
  if (!isRecord(content) || !Array.isArray(content.steps)) throw refuse("is not a recording: it has no list of steps");
  const title = typeof content.title === "string" ? content.title : "";
  try {
    const { timeout } = parse({ ...content, title, steps: [] });
    return { title, timeoutMs: timeout, steps: content.steps.map(readStep) };
  } catch (error) {
    throw refuse(`is not a recording: ${messageOf(error)}`, error);
  }
}

function readStep(step: unknown, index: number): Step | UnreadableStep {
  try {
    return parseStep(step, index + 1);
  } catch (error) {
    return { type: "unreadable", shown: JSON.stringify(step), reason: messageOf(error) };
  }
}
