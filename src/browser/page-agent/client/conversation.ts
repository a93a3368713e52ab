import { isCrash, pushedEvent, reply } from "./channel-frame.js";
import { eventAnswered } from "./event-timing.js";
import { heldUntil, inputOf } from "./inputs.js";
import { now, pagePath, setTimer } from "./natives.js";
import { count } from "./reporter.js";

/** Bounds the events that are never answered; the oldest are dropped. */
const WAITING_EVENTS = 200;

/** The unanswered events of one connection of the LiveView client, by ref, for any transport. */
export type Conversation = Map<string, readonly [type: string, pushedAt: number, inputAt: number | undefined]>;

/** Events that people caused and that are not answered yet. */
let openEvents = 0;
const whenAnswered: (() => void)[] = [];

/** Calls back once every event that a person caused is answered and its answer shown, those of debounced fields too. */
export function afterAnswers(task: () => void): void {
  whenAnswered.push(task);
  callBack();
}

function close(): void {
  openEvents--;
  callBack();
}

function callBack(): void {
  if (openEvents > 0) return;
  const ms = heldUntil - now();
  if (ms > 0) setTimer(callBack, ms);
  else for (const task of whenAnswered.splice(0)) task();
}

/** Records a frame that the client sent at `at`. */
export function sent(waiting: Conversation, frame: string, at: number): void {
  const pushed = pushedEvent(frame);
  if (pushed === undefined) return;
  const inputAt = inputOf(pushed[1], at);
  if (inputAt !== undefined) openEvents++;
  waiting.set(pushed[0], [pushed[1], at, inputAt]);
  for (const oldest of waiting.keys()) {
    if (waiting.size <= WAITING_EVENTS) return;
    waiting.delete(oldest);
  }
}

/** Records an incoming frame that the client has not handled yet; `afterClient` calls back once it has. */
export function received(waiting: Conversation, frame: string, afterClient: (task: () => void) => void): void {
  if (isCrash(frame)) count("liveview_crashes", pagePath());
  if (waiting.size === 0) return;
  const answer = reply(frame);
  const pushed = answer && waiting.get(answer.ref);
  if (answer === undefined || pushed === undefined) return;
  waiting.delete(answer.ref);
  const [type, pushedAt, inputAt] = pushed;
  const done = inputAt === undefined ? () => {} : close;
  if (answer.ok) eventAnswered([type, pushedAt, now(), inputAt, done], answer.patches, afterClient);
  else done();
}
