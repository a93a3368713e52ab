/** A push of bytes, as phoenix's client encodes it: a chunk of an upload. */
export interface BinaryPush {
  readonly joinRef: string;
  readonly ref: string;
  readonly topic: string;
  readonly event: string;
  readonly bytes: Buffer;
}

const PUSH = 0;
/** The kind, and the lengths of the four texts that follow. */
const HEAD_BYTES = 5;

/** Decodes a binary frame; `undefined` if it is not a push. */
export function binaryPush(frame: Buffer): BinaryPush | undefined {
  if (frame[0] !== PUSH || frame.length < HEAD_BYTES) return undefined;
  let at = HEAD_BYTES;
  const [joinRef = "", ref = "", topic = "", event = ""] = [...frame.subarray(1, HEAD_BYTES)].map((length) => {
    const text = frame.subarray(at, at + length).toString();
    at += length;
    return text;
  });
  return { joinRef, ref, topic, event, bytes: frame.subarray(at) };
}
