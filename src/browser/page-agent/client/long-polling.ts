import { type Conversation, received, sent } from "./conversation.js";
import { intercept, listen, nativeTimer, now, quietly } from "./natives.js";

const LONG_POLL = /\/longpoll(?:\?|$)/;
/** Matches answers that contain a reply or a crash; all others are not parsed. */
const OF_INTEREST = /phx_reply|phx_error/;

const conversation: Conversation = new Map();
const polls = new WeakSet<object>();

/**
 * Follows the conversation over long polling, for which Phoenix's client uses XMLHttpRequest: frames are sent as lines of a POST
 * and received as `messages` of a GET.
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

/** The client sets a timer for each message after this call, so the second of two timers fires after all of them. */
function afterClientsTimer(task: () => void): void {
  nativeTimer(() => nativeTimer(quietly(task)));
}
