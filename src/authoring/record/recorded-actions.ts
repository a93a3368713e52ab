import { selectorOfParts } from "../../browser/recorder/locator-parts.js";
import type { RecordedAct, RecordedEvent } from "../../browser/recorder/recorded-events.js";
import type { PageAct } from "../../browser/recorder/recorder-wire.js";

/** Something that a person did, and what came of it. Times are milliseconds since 1970. */
export interface Action {
  readonly from: number;
  /** Time of the last event that belongs to it. */
  to: number;
  readonly page: number;
  readonly deed: Deed;
  /** The server answered, and the page showed it. */
  isAnswered: boolean;
  /** Numbers of the popups that it opened. */
  readonly popups: number[];
  readonly dialogs: { readonly type: string; readonly isAccepted: boolean; readonly text: string }[];
  isDownload: boolean;
  opensChooser: boolean;
}

type ActDeed = Pick<RecordedAct, "kind" | "act" | "frames" | "paths" | "document" | "isLive">;

/** What was done. */
export type Deed =
  | ActDeed
  | Extract<RecordedEvent, { kind: "navigate" | "reload" | "back" | "forward" | "closed" | "group" | "end-group" | "note" }>;

/** An interaction begins when the button goes down, a click is known when it goes up. */
const BEFORE_MS = 1000;
/** The browser's clock is known so well. */
const AFTER_MS = 150;
/** A page that closes so soon after an input was closed by it. */
const CLOSING_MS = 1500;
const DOUBLE_CLICK_MS = 500;
const LEAVING = /^(navigate|reload|back|forward)$/;

/** Puts together what belongs together: keys to texts, clicks to double-clicks, popups and dialogs to their causes. */
export function recordedActions(events: readonly RecordedEvent[]): readonly Action[] {
  const actions: Action[] = [];
  const inOrder = [...events].sort((one, other) => one.at - other.at);
  for (const event of inOrder) if (event.kind !== "interaction") take(event, actions);
  for (const event of inOrder) if (event.kind === "interaction") answer(actions, event);
  return withDoubleClicks(actions);
}

function take(event: Exclude<RecordedEvent, { kind: "interaction" }>, actions: Action[]): void {
  const { at, page } = event;
  const last = actions.findLast((one) => one.page === page && isInput(one));
  switch (event.kind) {
    case "act":
      takeAct(event, actions, actions.at(-1));
      return;
    case "popup":
      actions.findLast((one) => one.page === event.opener && isInput(one))?.popups.push(page);
      return;
    case "dialog":
      last?.dialogs.push(event);
      return;
    case "download":
      if (last !== undefined) last.isDownload = true;
      return;
    case "closed": {
      const wasCausedByInput = actions.some((one) => isInput(one) && at - one.to < CLOSING_MS);
      if (!wasCausedByInput) actions.push(action(event, event));
      return;
    }
    default:
      actions.push(action(event, event));
  }
}

function isInput({ deed }: Action): boolean {
  return deed.kind === "act" && !deed.act.type.startsWith("expect");
}

function takeAct(event: RecordedAct & RecordedEvent, actions: Action[], last: Action | undefined): void {
  const { act } = event;
  const before = last?.page === event.page && last.deed.kind === "act" ? last : undefined;
  if (act.type === "open-chooser") {
    if (before !== undefined) before.opensChooser = true;
    return;
  }
  if (act.type === "click" && act.count > 2) return;
  const next = action(event, withSecret(event, actions));
  if (before === undefined || !isContinued(before, event)) actions.push(next);
  else actions.splice(-1, 1, replacing(before, { ...next, from: before.from }));
}

/** An action in the place of the one before, with what came of that. */
function replacing(before: Action, next: Action): Action {
  return {
    ...next,
    popups: [...before.popups, ...next.popups],
    dialogs: [...before.dialogs, ...next.dialogs],
    isDownload: before.isDownload || next.isDownload,
  };
}

/** A field that was secret in this document stays so, also if the page shows its text, or puts another field in its place. */
function withSecret(event: RecordedAct & RecordedEvent, actions: readonly Action[]): ActDeed {
  const { act, page, document } = event;
  if (act.type !== "fill" && act.type !== "expect-value") return event;
  const key = keyOfTarget(event);
  for (const { page: actedIn, deed } of actions) {
    if (actedIn !== page || deed.kind !== "act" || deed.document !== document || deed.act.type !== "fill-secret") continue;
    if (keyOfTarget(deed) !== key) continue;
    const type = act.type === "fill" ? "fill-secret" : "expect-secret";
    return { ...event, act: { type, locator: act.locator, name: deed.act.name } };
  }
  return event;
}

/** Whether an act replaces the one before: more of a text, or what a click has only led to. */
function isContinued({ deed, opensChooser }: Action, next: RecordedAct): boolean {
  if (deed.kind !== "act") return false;
  const [before, act] = [deed.act, next.act];
  if (act.type === "files") return opensChooser || before.type === "files";
  if (keyOfTarget(deed) !== keyOfTarget(next)) return false;
  if (isText(act)) return isText(before) || (before.type === "click" && before.isOnField);
  return act.type === "select" && before.type === "select";
}

function isText({ type }: PageAct): boolean {
  return type === "fill" || type === "fill-secret";
}

function keyOfTarget({ act, frames }: Pick<RecordedAct, "act" | "frames">): string {
  const locator = "locator" in act ? (act.locator ?? []) : [];
  return [...frames, locator].map(selectorOfParts).join(" > ");
}

function action({ at, page }: RecordedEvent, deed: Deed): Action {
  return {
    from: at,
    to: at,
    page,
    deed,
    isAnswered: false,
    popups: [],
    dialogs: [],
    isDownload: false,
    opensChooser: false,
  };
}

type AnsweredInput = Extract<RecordedEvent, { kind: "interaction" }>;

function answer(actions: readonly Action[], { page, at, endedAt, isDocument }: AnsweredInput): void {
  // Another document that the person asked for is no answer.
  if (actions.some((one) => one.page === page && LEAVING.test(one.deed.kind) && one.from > at && one.from <= endedAt)) return;
  const own = actions.filter((one) => one.page === page && isInput(one));
  const near = own.filter(({ from, to }) => from - BEFORE_MS <= at && at <= to + AFTER_MS);
  // Nobody acts between the input and the document: the last one counts, although the clocks may not agree yet.
  const owner = isDocument
    ? own.findLast(({ from }) => from <= endedAt)
    : near.sort((one, other) => distance(one, at) - distance(other, at))[0];
  if (owner !== undefined) owner.isAnswered = true;
}

function distance({ from, to }: Action, at: number): number {
  return Math.max(from - at, at - to, 0);
}

/** Two clicks that the server answered one by one are two. */
function withDoubleClicks(actions: readonly Action[]): readonly Action[] {
  const found: Action[] = [];
  for (const one of actions) {
    const before = found.at(-1);
    if (before !== undefined && isSecondClick(before, one)) found.splice(-1, 1, replacing(before, one));
    else found.push(clickOf(one)?.count === 2 ? withCount(one, 1) : one);
  }
  return found;
}

function isSecondClick(before: Action, { deed, from, page }: Action): boolean {
  const [first, second] = [clickOf(before), deed.kind === "act" && deed.act.type === "click" ? deed.act : undefined];
  if (first?.count !== 1 || second?.count !== 2 || before.isAnswered || before.page !== page) return false;
  const isSame = before.deed.kind === "act" && deed.kind === "act" && keyOfTarget(before.deed) === keyOfTarget(deed);
  return isSame && from - before.from < DOUBLE_CLICK_MS;
}

function clickOf({ deed }: Action): Extract<PageAct, { type: "click" }> | undefined {
  return deed.kind === "act" && deed.act.type === "click" ? deed.act : undefined;
}

function withCount(one: Action, count: number): Action {
  const { deed } = one;
  if (deed.kind !== "act" || deed.act.type !== "click") return one;
  return { ...one, deed: { ...deed, act: { ...deed.act, count } } };
}
