/** A message of Google's Protocol Buffers, as far as adapters read them. Fields are named by their numbers. */
export interface ProtobufMessage {
  has(field: number): boolean;
  /** A message within it. */
  message(field: number): ProtobufMessage | undefined;
  /** An integer, a boolean or an enum; 0 if it is absent, as the format demands. */
  number(field: number): number;
  /** Empty if it is absent. */
  text(field: number): string;
  texts(field: number): readonly string[];
}

/** Wire types of the format. */
const VARINT = 0;
const SIXTY_FOUR_BITS = 1;
const WITH_LENGTH = 2;
const THIRTY_TWO_BITS = 5;

interface Field {
  readonly field: number;
  readonly value: number | Buffer;
}

/** Reads a message from base64; `undefined` if it is none. */
export function protobufMessage(base64: string): ProtobufMessage | undefined {
  return messageFrom(Buffer.from(base64, "base64"));
}

function messageFrom(bytes: Buffer): ProtobufMessage | undefined {
  const fields = fieldsOf(bytes);
  if (fields === undefined) return undefined;
  const last = (field: number) => fields.findLast((one) => one.field === field)?.value;
  const texts = (field: number) => {
    return fields.flatMap(({ field: number, value }) => (number === field && typeof value !== "number" ? [String(value)] : []));
  };
  return {
    has: (field) => last(field) !== undefined,
    message(field) {
      const value = last(field);
      return value === undefined || typeof value === "number" ? undefined : messageFrom(value);
    },
    number(field) {
      const value = last(field);
      return typeof value === "number" ? value : 0;
    },
    text: (field) => texts(field).at(-1) ?? "",
    texts,
  };
}

function fieldsOf(bytes: Buffer): readonly Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] as number;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, type] = [Math.floor(key / 8), key % 8];
    if (type === VARINT) fields.push({ field, value: varint() });
    else {
      const length = type === WITH_LENGTH ? varint() : type === SIXTY_FOUR_BITS ? 8 : type === THIRTY_TWO_BITS ? 4 : Number.NaN;
      if (!(at + length <= bytes.length)) return undefined;
      fields.push({ field, value: bytes.subarray(at, at + length) });
      at += length;
    }
  }
  return fields;
}
