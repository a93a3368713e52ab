/** The head of a Phoenix channel frame, `[join_ref, ref, topic, event, payload]`, on a LiveView's topic. */
const HEAD = /^\[(?:"[^"]*"|null|\d+),(?:"([^"]*)"|null|\d+),"(lv:[^"]*)","([^"]*)",/;
const HEAD_LENGTH = 400;
const TAIL_LENGTH = 40;
const CRASH_LENGTH = 400;

/** A reply of the server. */
export interface Reply {
  readonly ref: string;
  readonly ok: boolean;
  /** Whether it changes the view, so that the client will patch the page. */
  readonly patches: boolean;
}

/**
 * Parses the event of an outgoing frame, if it has one: its ref, and its cause: `click`, `form`, `keyup`, `hook` …
 */
export function pushedEvent(frame: string): readonly [ref: string, type: string] | undefined {
  const head = HEAD.exec(frame.slice(0, HEAD_LENGTH));
  if (head?.[3] !== "event" || head[1] === undefined) return undefined;
  const type = /^\{"type":"([^"\\]*)"/.exec(frame.slice(head[0].length, head[0].length + HEAD_LENGTH));
  return [head[1], type?.[1] ?? "unknown"];
}

/** Parses the reply of an incoming frame. Reads only the start and the end: the rest may be megabytes. */
export function reply(frame: string): Reply | undefined {
  const start = frame.slice(0, HEAD_LENGTH);
  const head = HEAD.exec(start);
  if (head?.[3] !== "phx_reply" || head[1] === undefined) return undefined;
  // The server's encoder does not promise an order of the payload's two keys.
  const status =
    /^\{"status":"(\w+)"/.exec(start.slice(head[0].length)) ?? /"status":"(\w+)"\}\]$/.exec(frame.slice(-TAIL_LENGTH));
  return {
    ref: head[1],
    ok: status?.[1] === "ok",
    // Keys of the rendered tree are numbers, `c` holds components; a diff that has only events or a title patches nothing.
    patches: /"response":\{"diff":\{"(?:\d+|c)":/.test(start),
  };
}

/** Whether the frame reports a crash of a view, in a handler or on mount. */
export function isCrash(frame: string): boolean {
  if (frame.length > CRASH_LENGTH) return false;
  const event = HEAD.exec(frame)?.[3];
  return event === "phx_error" || (event === "phx_reply" && frame.includes('"reason":"join crashed"'));
}
