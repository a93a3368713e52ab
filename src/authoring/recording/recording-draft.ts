import type { EmulateNetworkConditionsStep, SetViewportStep, Step } from "@puppeteer/replay";
import type { DraftValue } from "../draft/draft-values.js";
import type { DraftStep, ScenarioDraft } from "../draft/scenario-draft.js";
import { slug } from "../draft/slug.js";
import { PageSequence } from "./page-sequence.js";
import type { Recording, UnreadableStep } from "./read-recording.js";
import { assertedSteps, draftSteps, pressedKey, type RecordingPlace } from "./recorded-steps.js";
import { lostText } from "./step-words.js";

type RecordedStep = Step | UnreadableStep;

/** The scenario that does what was recorded. `fallbackName`: for a recording without a title. */
export function recordingDraft({ title, timeoutMs, steps }: Recording, fallbackName: string): ScenarioDraft {
  const origin = originOf(steps) ?? "http://127.0.0.1:4000";
  const { settings, rest } = takeSettings(steps);
  const place: RecordingPlace = {
    device: { hasTouch: settings.hasTouch === true },
    pathOf: (url) => (url.startsWith(`${origin}/`) || url === origin ? url.slice(origin.length) || "/" : url),
  };
  return {
    name: slug(title) || slug(fallbackName) || "recording",
    baseUrl: origin,
    comments: [
      `${title === "" ? "A recording" : JSON.stringify(title)} of Chrome's Recorder. It has no pauses: add .think("1s", "3s") where people read.`,
    ],
    settings: { ...settings, ...(timeoutMs === undefined ? {} : { commandTimeout: timeoutMs }) },
    steps: stepsOf(rest, place),
  };
}

function stepsOf(steps: readonly RecordedStep[], place: RecordingPlace): readonly DraftStep[] {
  const pages = new PageSequence();
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index];
    const next = steps[index + 1];
    if (step === undefined) continue;
    if (step.type === "unreadable") {
      pages.add("main", [commentOn(step)]);
      continue;
    }
    const target = step.target ?? "main";
    if (step.type === "close" && target !== "main") pages.close(target);
    else if (step.type === "keyDown" && next?.type === "keyUp" && next.key === step.key && isPlain(step)) {
      pages.add(target, [pressedKey(step), ...assertedSteps(next, place)]);
      index++;
    } else pages.add(target, draftSteps(step, place));
  }
  return pages.steps();
}

function commentOn({ shown, reason }: UnreadableStep): DraftStep {
  return lostText(shown, reason);
}

/** Whether nothing was asserted between a key's press and its release. */
function isPlain({ assertedEvents = [] }: Step): boolean {
  return assertedEvents.length === 0;
}

/** The window and the network, if they are set before anything else is done: they are those of the scenario. */
function takeSettings(steps: readonly RecordedStep[]) {
  const settings: Record<string, DraftValue> = {};
  const taken = new Set<RecordedStep>();
  for (const step of steps) {
    if (step.type === "setViewport" && !("viewport" in settings)) Object.assign(settings, windowOf(step));
    else if (step.type === "emulateNetworkConditions" && isLimited(step) && !("network" in settings))
      settings.network = networkOf(step);
    else break;
    taken.add(step);
  }
  return { settings, rest: steps.filter((step) => !taken.has(step)) };
}

function windowOf(step: SetViewportStep): Readonly<Record<string, DraftValue>> {
  const { width, height, deviceScaleFactor, isMobile, hasTouch } = step;
  return {
    viewport: { width, height },
    ...(deviceScaleFactor === 1 || deviceScaleFactor === 0 ? {} : { deviceScaleFactor }),
    ...(isMobile ? { isMobile } : {}),
    ...(hasTouch ? { hasTouch } : {}),
  };
}

/** Without a limit, or without a connection, there is nothing that the option could hold. */
function isLimited({ download, upload, latency }: EmulateNetworkConditionsStep): boolean {
  return download > 0 || upload > 0 || latency > 0;
}

/** The Recorder has bytes a second. */
function networkOf({ download, upload, latency }: EmulateNetworkConditionsStep): Readonly<Record<string, DraftValue>> {
  const kbps = (bytes: number) => Math.max(1, Math.round((bytes * 8) / 1000));
  return {
    ...(download > 0 ? { downloadKbps: kbps(download) } : {}),
    ...(upload > 0 ? { uploadKbps: kbps(upload) } : {}),
    ...(latency > 0 ? { latencyMs: latency } : {}),
  };
}

/** That of the first page that is opened, or else of the first that is led to. */
function originOf(steps: readonly RecordedStep[]): string | undefined {
  const urls = steps.flatMap((step) => {
    if (step.type === "unreadable") return [];
    return [...(step.type === "navigate" ? [step.url] : []), ...(step.assertedEvents ?? []).map(({ url = "" }) => url)];
  });
  const first = urls.find((url) => /^https?:/i.test(url) && URL.canParse(url));
  return first === undefined ? undefined : new URL(first).origin;
}
