import type { AriaRole } from "../../base/locators/roles.js";
import type { DraftValue } from "./draft-values.js";

/** A scenario before it is written as source text: what a recording, a recorder or a look at a page has found. */
export interface ScenarioDraft {
  readonly name: string;
  /** The address that relative URLs of `navigate` are resolved against: the default of the option `baseUrl`. */
  readonly baseUrl: string;
  /** Lines above the scenario: where it comes from, what was left out. */
  readonly comments?: readonly string[];
  /** Values that are not in the source and must be given with `--option`, such as passwords. Steps use them as `OptionValue`. */
  readonly options?: readonly DraftOption[];
  /** Further properties of `defineScenario`, such as `viewport` or `onDialog`. */
  readonly settings?: Readonly<Record<string, DraftValue>>;
  readonly steps: readonly DraftStep[];
}

/** An option of the scenario. */
export interface DraftOption {
  /** An identifier, as `password`. */
  readonly name: string;
  /** A description for the error when it is missing: `the password of #login`. */
  readonly what: string;
}

/** Something that a user does, or a comment about it. */
export type DraftStep = CallStep | CauseStep | PopupStep | OnPageStep | ClosePopupStep | GroupStep | CommentStep;

/** A call of the chain: `.click("#buy", { settle: true })`. The order is target, arguments, options. */
export interface CallStep {
  readonly kind: "call";
  readonly step: CallName;
  readonly target?: DraftTarget;
  readonly args?: readonly DraftValue[];
  /** Left out if it is empty. */
  readonly options?: Readonly<Record<string, DraftValue>>;
  /** A comment on the line above. */
  readonly comment?: string;
}

/** Names of steps that are plain calls. */
export type CallName =
  | ("navigate" | "reload" | "goBack" | "goForward" | "think")
  | ("click" | "dblclick" | "tap" | "hover" | "focus" | "blur" | "dragAndDrop" | "scrollIntoViewIfNeeded")
  | ("fill" | "clear" | "press" | "pressSequentially" | "check" | "uncheck" | "submitForm")
  | ("selectOption" | "selectMultipleOptions" | "setInputFiles")
  | ("keyboard.down" | "keyboard.up" | "keyboard.press" | "keyboard.type" | "mouse.move" | "mouse.wheel")
  | ("waitForSelector" | "waitForText" | "waitForValue" | "waitForURL" | "waitForFunction" | "waitForInteraction")
  | ("waitForLiveView" | "ensureLiveView" | "onDialog" | "evaluate" | "screenshot" | "setOffline");

/** A step that waits for what other steps cause: `.waitForDialog((page) => page.click("#ask"))`. */
export interface CauseStep {
  readonly kind: "cause";
  readonly step: "waitForDialog" | "waitForDownload" | "waitForFileChooser" | "waitForResponse" | "waitForChange";
  readonly target?: DraftTarget;
  /** Before the function, as the URL of `waitForResponse`. */
  readonly args?: readonly DraftValue[];
  readonly cause: readonly DraftStep[];
  /** After the function, as the files of `waitForFileChooser`. */
  readonly after?: readonly DraftValue[];
  readonly options?: Readonly<Record<string, DraftValue>>;
}

/** Steps that open a popup, which `OnPageStep` and `ClosePopupStep` then name. */
export interface PopupStep {
  readonly kind: "popup";
  /** The name of the variable, as `popup` or `help`. */
  readonly popup: string;
  readonly cause: readonly DraftStep[];
  readonly options?: Readonly<Record<string, DraftValue>>;
}

/** Steps in a popup. */
export interface OnPageStep {
  readonly kind: "on-page";
  readonly popup: string;
  readonly steps: readonly DraftStep[];
}

export interface ClosePopupStep {
  readonly kind: "close-popup";
  readonly popup: string;
}

/** Steps that are timed as one: `.step("log in", (group) => …)`. */
export interface GroupStep {
  readonly kind: "group";
  readonly name: string;
  readonly steps: readonly DraftStep[];
}

/** A comment at this place, such as what could not be carried over, and why. */
export interface CommentStep {
  readonly kind: "comment";
  readonly text: string;
}

/** The element of a step: each part is searched inside the one before; `frames` lead to the document, from the outside. */
export interface DraftTarget {
  readonly frames?: readonly DraftLocator[];
  readonly parts: readonly DraftLocator[];
}

/** A part of a locator. */
export type DraftLocator =
  | { readonly by: "testId"; readonly id: string; readonly attribute?: string }
  | { readonly by: "role"; readonly role: AriaRole; readonly name?: string; readonly exact?: boolean; readonly level?: number }
  | {
      readonly by: "label" | "text" | "placeholder" | "altText" | "title";
      readonly text: string;
      readonly exact?: boolean;
    }
  /** A selector: CSS, or with another engine (`xpath=…`). */
  | { readonly by: "css"; readonly selector: string }
  /** Narrows down what the parts before have found; `nth` counts from 0, -1 is the last one. */
  | { readonly by: "nth"; readonly index: number }
  | { readonly by: "filter"; readonly hasText: string }
  /** Also what this other target finds. */
  | { readonly by: "or"; readonly target: DraftTarget };
