import { type Conversation, received, sent } from "./conversation.js";
import { afterThisTask, intercept, listen, now } from "./natives.js";

/** The suffix that Phoenix appends to the path of every socket. */
const PHOENIX_SOCKET = /\/websocket(?:\?|$)/;

/** The conversations over sockets; `undefined` for sockets of others. */
const conversations = new WeakMap<object, Conversation | undefined>();

/** Follows Phoenix's sockets from their first frame on: until then the server does not speak. */
export function watchSockets(): void {
  intercept(WebSocket.prototype, "send", (socket, [frame]) => {
    if (!conversations.has(socket)) conversations.set(socket, follow(socket));
    const conversation = conversations.get(socket);
    if (conversation === undefined || typeof frame !== "string") return;
    const at = now();
    return () => sent(conversation, frame, at);
  });
}

function follow(socket: WebSocket): Conversation | undefined {
  if (!PHOENIX_SOCKET.test(socket.url)) return undefined;
  const conversation: Conversation = new Map();
  // The client has set its handler already, and ours must come first.
  const handler = socket.onmessage;
  socket.onmessage = null;
  listen(socket, "message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "string") received(conversation, data, afterThisTask);
  });
  socket.onmessage = handler;
  return conversation;
}
