import { type Conversation, received, sent } from "./conversation.js";
import { afterThisTask, intercept, listen, now, quietly, replace } from "./natives.js";

/** Phoenix appends it to the path of every socket. */
const PHOENIX_SOCKET = /\/websocket(?:\?|$)/;

const conversations = new WeakMap<object, Conversation>();

/**
 * Follows the sockets of Phoenix. What the page gets is a Proxy: the constructor's name, statics, prototype, `instanceof` and
 * subclasses are the browser's own. The listener has to be there before the client's, so it is added on construction.
 */
export function watchSockets(): void {
  const { prototype } = WebSocket;
  const watched = new Proxy(WebSocket, {
    construct(target, args, newTarget) {
      const socket = Reflect.construct(target, args, newTarget) as WebSocket;
      quietly(follow)(socket);
      return socket;
    },
  });
  replace(prototype, "constructor", watched);
  replace(self, "WebSocket", watched);
  intercept(prototype, "send", (socket, [frame]) => {
    const conversation = conversations.get(socket);
    if (conversation === undefined || typeof frame !== "string") return;
    const at = now();
    return () => sent(conversation, frame, at);
  });
}

function follow(socket: WebSocket): void {
  if (!PHOENIX_SOCKET.test(socket.url)) return;
  const conversation: Conversation = new Map();
  conversations.set(socket, conversation);
  listen(socket, "message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "string") received(conversation, data, afterThisTask);
  });
}
