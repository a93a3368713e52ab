import { fieldsChanged } from "./field-values.js";
import { afterFrame, now, quietly, setTimer } from "./natives.js";
import * as reporter from "./reporter.js";

/** Changes that are at most this far apart are one span: those of one task, roughly. */
const SAME_SPAN_MS = 1;
const BOUNDARY_MS = 0.001;
/** The node looks at an interaction for ten seconds. */
const WATCH_MS = 12_000;
/** Bounds the spans of a page that changes all the time: the oldest ones after the first are dropped. */
const MOST_SPANS = 300;
/** Callbacks of frames without a change between them: the page drew two whole frames that showed nothing new. */
const STILL_FRAMES = 3;
/** Others than the answer may change the page all the time: the node tells them apart. */
const MOST_FRAMES = 6;
/** How long content may come after an attribute has changed: frameworks first mark what they are about to change. */
const ATTRIBUTES_ONLY_MS = 500;
/** Fields are looked at so often, and more often while the node waits for a change. */
const FIELDS_MS = 50;
const FRAME_MS = 16;
/** Looking takes at most one part in so many of the page's time, however large the page is … */
const PAUSE_PARTS = 20;
/** … unless a look takes very long, as it does when the machine gives the page no time: then changes must not be missed. */
const LONGEST_PAUSE_MS = 500;

/** A question of the node. */
interface Question {
  readonly number: string;
  /** Only changes after this instant answer it. */
  readonly since: number;
}

const observer = new MutationObserver(quietly(changed));
let watchedUntil = 0;
let isWatching = false;
let spans: reporter.Span[] = [];
/** Counts the frames while questions wait for them. */
let frameNumber = 0;
let lastContent = -1;
let lastAttribute = -1;
let questions: Question[] = [];
let isLooking = false;
let beginsSpan = false;
/** Instants of the page are coarse: what has changed after a boundary must not seem to have changed before it. */
let earliest = 0;
/** The document and its open shadow roots. */
const roots = new Set<ParentNode>();
let comparedAt = 0;

/** Watches the content from now on for some seconds. */
export function watchContent(): void {
  watchedUntil = now() + WATCH_MS;
  if (!isWatching) {
    isWatching = true;
    observe(document);
    compareLater();
  }
  takeFields();
}

/** Takes the fields as they are: a person, or the handler of an input, has changed them. */
export function takeFields(): void {
  fieldsChanged(roots);
}

/** Reports the changes as soon as there were some after `since`, and the page drew some more frames, best without any. */
export function answerWhenStill(number: string, since: number): void {
  questions.push({ number, since });
  compare();
  look();
  setTimer(look, ATTRIBUTES_ONLY_MS);
}

/** Looks for what no mutation tells of: written fields, and shadow roots of elements that were there before. */
function compare(): void {
  const { size } = roots;
  if (questions.length > 0) observeShadows(document);
  const isChanged = fieldsChanged(roots) || roots.size > size;
  // Otherwise they have changed together with other content.
  noted(isChanged && lastContent < comparedAt, false, now());
  comparedAt = now();
}

function compareLater(spentMs = 0): void {
  setTimer(
    () => {
      const begun = now();
      quietly(compare)();
      if (now() < watchedUntil) return compareLater(now() - begun);
      isWatching = false;
      observer.disconnect();
      roots.clear();
      questions = [];
    },
    Math.max(questions.length > 0 ? FRAME_MS : FIELDS_MS, Math.min(spentMs * PAUSE_PARTS, LONGEST_PAUSE_MS)),
  );
}

/** Draws a boundary between the changes so far and all later ones; returns its instant. */
export function catchUpContent(): number {
  changed(observer.takeRecords());
  beginsSpan = true;
  const boundary = Math.max(now(), earliest) + BOUNDARY_MS;
  earliest = boundary + BOUNDARY_MS;
  return boundary;
}

function observe(root: ParentNode): void {
  roots.add(root);
  observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  observeShadows(root);
}

/** Observes open shadow roots too: their changes are not those of the document. */
function observeShadows(root: ParentNode): void {
  for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot && !roots.has(shadowRoot)) observe(shadowRoot);
}

function changed(records: readonly MutationRecord[]): void {
  const at = Math.max(now(), earliest);
  let isContent = false;
  let isChange = false;
  for (const { type, target, attributeName, addedNodes } of records) {
    // Titles tell that a page is busy, and styles come with what they are for. Animations write styles, too.
    if (type !== "attributes" && !document.head?.contains(target)) isContent = true;
    else if (attributeName !== "style") isChange = true;
    for (const node of addedNodes) if (node instanceof Element) arrived(node);
  }
  // Those that something else tells of have its instant.
  noted(isContent || (isChange && fieldsChanged(roots)), isChange, at);
}

function noted(isContent: boolean, isChange: boolean, at: number): void {
  if (isContent) lastContent = at;
  else if (isChange) lastAttribute = at;
  else return;
  const kind = isContent ? "c" : "a";
  const last = spans.at(-1);
  const isSame = !beginsSpan && last?.[2] === kind && last[3] === frameNumber && at - last[1] < SAME_SPAN_MS;
  if (isSame) last[1] = at;
  else if (spans.push([at, at, kind, frameNumber]) > MOST_SPANS) spans.splice(1, 1);
  beginsSpan = false;
  look();
}

function arrived(element: Element): void {
  if (element.shadowRoot) observe(element.shadowRoot);
  observeShadows(element);
}

/** Looks at each frame while a question can be answered. */
function look(): void {
  if (isLooking || !questions.some(isReady)) return;
  isLooking = true;
  const times = [now()];
  let changedAt = lastContent;
  let stillFrames = 0;
  const frame = () => {
    stillFrames = changedAt === lastContent ? stillFrames + 1 : 0;
    changedAt = lastContent;
    frameNumber++;
    times.push(now());
    if (stillFrames < STILL_FRAMES && times.length <= MOST_FRAMES) return afterFrame(frame);
    isLooking = false;
    answer(times.at(-1 - STILL_FRAMES) ?? 0);
  };
  afterFrame(frame);
}

function isReady({ since }: Question): boolean {
  return lastContent >= since || (lastAttribute >= since && now() - since >= ATTRIBUTES_ONLY_MS - 1);
}

function answer(since: number): void {
  let list: readonly reporter.Span[] = spans;
  spans = [];
  questions = questions.filter((question) => {
    if (!isReady(question)) return true;
    reporter.still(question.number, since, frameNumber, list);
    list = [];
    return false;
  });
}
