import { type Conversation, received, sent } from "./conversation.js";
import { afterThisTask, intercept, listen, now, quietly, replace } from "./natives.js";

/** The suffix that Phoenix appends to the path of every socket. */
const PHOENIX_SOCKET = /\/websocket(?:\?|$)/;

const conversations = new WeakMap<object, Conversation>();

/**
 * Follows Phoenix's sockets. The page gets a Proxy of WebSocket, so that the constructor's name, statics, prototype, `instanceof`
 * and subclasses work as usual. The listener is added on construction, because it has to precede the client's.
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
