import { type Conversation, received, sent } from "./conversation.js";
import { intercept, listen, now, setTimer } from "./natives.js";

const LONG_POLL = /\/longpoll(?:\?|$)/;
/** An answer that speaks of a reply or of a crash; all others are not looked into. */
const OF_INTEREST = /phx_reply|phx_error/;

const conversation: Conversation = new Map();
const polls = new WeakSet<object>();

/**
 * The same conversation over long polling, which Phoenix's client speaks through XMLHttpRequest: frames go out as lines of a
 * POST and come back as `messages` of a GET.
 */
export function watchLongPolling(): void {
  const { prototype } = XMLHttpRequest;
  intercept(prototype, "open", (request, [, url]) => {
    if (typeof url !== "string" || !LONG_POLL.test(url) || polls.has(request)) return;
    polls.add(request);
    // Before the client sets its own listener.
    listen(request, "readystatechange", () => {
      if (request.readyState === 4 && request.responseType === "") answered(request.responseText);
    });
    return;
  });
  intercept(prototype, "send", (request, [body]) => {
    if (!polls.has(request) || typeof body !== "string") return;
    const at = now();
    return () => {
      for (const frame of body.split("\n")) sent(conversation, frame, at);
    };
  });
}

function answered(response: string): void {
  if (!OF_INTEREST.test(response)) return;
  const { messages } = JSON.parse(response) as { messages: readonly string[] };
  for (const frame of messages) received(conversation, frame, afterClientsTimer);
}

/** The client gives each message a timer of its own, all of which are set after this: the second round is behind them. */
function afterClientsTimer(task: () => void): void {
  setTimer(() => setTimer(task, 0), 0);
}
