import type { DraftValue } from "../draft/draft-values.js";
import type { CallStep, DraftStep } from "../draft/scenario-draft.js";
import { actStep, type DraftSurroundings } from "./act-step.js";
import { nestedSteps, type PlacedStep, popupName } from "./nested-steps.js";
import { withoutCredentials } from "./plain-address.js";
import type { Action } from "./recorded-actions.js";
import { thinkBetween } from "./think-between.js";

interface Recording extends DraftSurroundings {
  /** The address that was opened first. */
  readonly url: URL;
}

/** The actions as the steps of a scenario: with pauses, waits for LiveViews, answers to dialogs, popups and groups. */
export function recordedSteps(actions: readonly Action[], recording: Recording): readonly DraftStep[] {
  const [first] = actions;
  const isOpening = first?.deed.kind === "navigate" && first.page === 0;
  const writer = new StepWriter(recording);
  const placed: PlacedStep[] = [{ page: 0, step: writer.navigate(recording.url) }];
  let before = isOpening ? first : undefined;
  for (const action of isOpening ? actions.slice(1) : actions) {
    placed.push(...writer.write(action, thinkBetween(before, action)));
    before = action;
  }
  return nestedSteps(placed);
}

/** Writes steps one after another, and knows what the pages and dialogs were like before each. */
class StepWriter {
  readonly #recording: Recording;
  /** The document of each page that was acted in last. */
  readonly #documents = new Map<number, number>();
  /** How dialogs are answered by now, by type. */
  readonly #answers: Record<string, DraftValue> = {};

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  navigate(url: URL): CallStep {
    const { origin, pathname, search, hash, href } = withoutCredentials(url);
    const isOwn = origin === this.#recording.url.origin;
    return { kind: "call", step: "navigate", args: [isOwn ? `${pathname}${search}${hash}` : href] };
  }

  write(action: Action, think: CallStep | undefined): readonly PlacedStep[] {
    const { deed, page } = action;
    if (deed.kind === "group" || deed.kind === "end-group") return [{ group: deed.kind === "group" ? deed.name : undefined }];
    const steps = [this.#liveViewWait(action), think, this.#dialogAnswers(action), ...this.#ownSteps(action)];
    return steps.flatMap((step) => (step === undefined ? [] : [{ page, step }]));
  }

  #ownSteps(action: Action): readonly DraftStep[] {
    const { deed, page, isAnswered } = action;
    switch (deed.kind) {
      case "act":
        return withCauses(actStep(deed, isAnswered, this.#recording), action);
      case "navigate":
        return [this.navigate(new URL(deed.url))];
      case "reload":
        return [{ kind: "call", step: "reload" }];
      case "back":
        return [{ kind: "call", step: "goBack" }];
      case "forward":
        return [{ kind: "call", step: "goForward" }];
      case "closed":
        return page === 0 ? [] : [{ kind: "close-popup", popup: popupName(page) }];
      case "note":
        return [{ kind: "comment", text: deed.text }];
      default:
        return [];
    }
  }

  /** A LiveView takes no input before it is connected. */
  #liveViewWait({ deed, page }: Action): DraftStep | undefined {
    if (deed.kind !== "act" || deed.frames.length > 0) return undefined;
    const isNew = this.#documents.get(page) !== deed.document;
    this.#documents.set(page, deed.document);
    return isNew && deed.isLive ? { kind: "call", step: "waitForLiveView" } : undefined;
  }

  /** Said again at each change, because later iterations begin with the last answer. */
  #dialogAnswers({ dialogs }: Action): DraftStep | undefined {
    const before = JSON.stringify(this.#answers);
    for (const { type, isAccepted, text } of dialogs) {
      if (type === "confirm") this.#answers.confirm = isAccepted ? "accept" : "dismiss";
      if (type === "prompt") this.#answers.prompt = isAccepted ? { accept: text } : "dismiss";
    }
    if (JSON.stringify(this.#answers) === before) return undefined;
    return { kind: "call", step: "onDialog", args: [{ ...this.#answers }] };
  }
}

/** A step with the waits for what it has caused. */
function withCauses(step: DraftStep, { popups, isDownload }: Action): readonly DraftStep[] {
  if (step.kind === "comment") return [step];
  const caused: DraftStep = isDownload ? { kind: "cause", step: "waitForDownload", cause: [step] } : step;
  const [popup, ...others] = popups;
  if (popup === undefined) return [caused];
  const text = "This opened several windows, of which only the first is used here.";
  const comment: readonly DraftStep[] = others.length === 0 ? [] : [{ kind: "comment", text }];
  return [...comment, { kind: "popup", popup: popupName(popup), cause: [caused] }];
}
