/** Longer beginnings are not looked at: a frame may have megabytes. */
const HEAD_LENGTH = 160;
/** Keys whose values tell what a message is, rather than what is in it. */
const KIND_KEYS = /^(?:type|event|op|kind|action|topic|channel|method|name|cmd|command|target)$/i;
const MEMBER = /"([\w$-]+)"\s*:\s*(?:"((?:[^"\\]|\\.)*)"?|[-\d.eE+]+|true|false|null)?/g;

/**
 * What messages of the same purpose have in common: the beginning of a text without digits, ids and values. Two ticks of a clock
 * have the same shape; a tick and an answer usually have not.
 */
export function messageShape(payload: string, isText: boolean): string {
  // Base64 of a binary message: its first bytes.
  if (!isText) return `binary ${payload.slice(0, 4)}`;
  return payload
    .slice(0, HEAD_LENGTH)
    .replace(MEMBER, (_all, key: string, value: string | undefined) =>
      value !== undefined && KIND_KEYS.test(key) ? `${key}=${value}` : `${key}=`,
    )
    .replace(/[0-9a-f]{8,}(?:-[0-9a-f]{4,})*/gi, "#")
    .replace(/-?\d+(?:\.\d+)?/g, "#");
}

/** Members of a message that name the request and its answer. */
const ID_MEMBER =
  /"((?:request|req|message|msg|correlation|call|event|trace)?_?-?(?:id|ref|nonce|seq|hash))"\s*:\s*("[^"]{1,80}"|\d+)/gi;
/** Socket.IO: an event with an acknowledgement, and that acknowledgement. */
const SOCKET_IO_EVENT = /^4[25]\d*-?(\/[^,]*,)?(\d+)\[/;
const SOCKET_IO_ACK = /^4[36]\d*-?(\/[^,]*,)?(\d+)\[/;
const IDS_LENGTH = 2000;

/** The ids that a message was sent with, each in a form in which its answer has it too. */
export function idsIn(payload: string): readonly string[] {
  const head = payload.slice(0, IDS_LENGTH);
  const socketIo = SOCKET_IO_EVENT.exec(head) ?? SOCKET_IO_ACK.exec(head);
  const acknowledged = socketIo === null ? [] : [`${socketIo[1] ?? "/"} ${socketIo[2]}`];
  return [...acknowledged, ...[...head.matchAll(ID_MEMBER)].map(([, key, value]) => `${key} ${value}`)];
}

/** Messages that only keep a connection open, in the protocols that are used most. */
const KEEP_ALIVE =
  /^(?:[23]|h|ping|pong|\s*|\{"type":6\}.?|\[null,"?\d+"?,"phoenix","heartbeat",.*|\{"type":"(?:ping|pong)".*)$/i;

/** Whether the message does no more than keep its connection open. */
export function isKeepAlive(payload: string): boolean {
  return payload.length <= 200 && KEEP_ALIVE.test(payload);
}
