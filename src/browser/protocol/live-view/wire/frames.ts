/** A message of a channel, in the form of Phoenix's serializer 2.0.0. */
export interface Frame {
  readonly joinRef: string | null;
  readonly ref: string | null;
  readonly topic: string;
  readonly event: string;
  /** JSON, or the bytes of a binary frame. */
  readonly payload: unknown;
}

/** What a transport carries: text, or the bytes of a binary frame. */
export type RawFrame = string | Uint8Array;

const PUSH = 0;
const REPLY = 1;
const BROADCAST = 2;

export function encodeFrame({ joinRef, ref, topic, event, payload }: Frame): RawFrame {
  if (payload instanceof Uint8Array) return encodeBytes({ joinRef, ref, topic, event, payload }, payload);
  return JSON.stringify([joinRef, ref, topic, event, payload]);
}

/** A binary push: its kind, the lengths of four texts, the texts, the bytes. */
function encodeBytes({ joinRef, ref, topic, event }: Frame, bytes: Uint8Array): Uint8Array {
  const texts = [joinRef ?? "", ref ?? "", topic, event].map((text) => Buffer.from(text));
  if (texts.some(({ length }) => length > 255)) throw new Error("a text of a binary frame is longer than 255 bytes");
  return Buffer.concat([Uint8Array.of(PUSH, ...texts.map(({ length }) => length)), ...texts, bytes]);
}

/** `undefined` if it is not a frame. */
export function decodeFrame(raw: RawFrame): Frame | undefined {
  return typeof raw === "string" ? decodeText(raw) : decodeBytes(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
}

function decodeText(text: string): Frame | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(frame) || frame.length !== 5) return undefined;
  const [joinRef, ref, topic, event, payload] = frame as readonly unknown[];
  if (typeof topic !== "string" || typeof event !== "string") return undefined;
  return { joinRef: textOrNull(joinRef), ref: textOrNull(ref), topic, event, payload };
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function decodeBytes(bytes: Buffer): Frame | undefined {
  switch (bytes[0]) {
    case PUSH: {
      const { texts, rest } = fields(bytes, 3);
      const [joinRef = "", topic = "", event = ""] = texts;
      return { joinRef, ref: null, topic, event, payload: rest };
    }
    case REPLY: {
      const { texts, rest } = fields(bytes, 4);
      const [joinRef = "", ref = "", topic = "", status = ""] = texts;
      return { joinRef, ref, topic, event: "phx_reply", payload: { status, response: rest } };
    }
    case BROADCAST: {
      const { texts, rest } = fields(bytes, 2);
      const [topic = "", event = ""] = texts;
      return { joinRef: null, ref: null, topic, event, payload: rest };
    }
    default:
      return undefined;
  }
}

/** As many texts as lengths are given after the kind, then the rest as bytes. */
function fields(bytes: Buffer, count: number): { readonly texts: readonly string[]; readonly rest: Buffer } {
  let at = 1 + count;
  const texts: string[] = [];
  for (const length of bytes.subarray(1, 1 + count)) {
    texts.push(bytes.toString("utf8", at, at + length));
    at += length;
  }
  return { texts, rest: bytes.subarray(at) };
}
