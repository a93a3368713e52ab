import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";

/*
 * journal := magic block*            magic := "LLJ1"
 * block   := length:u32 check:u32 deflated(record*)      length of the deflated bytes; check: first 4 bytes of their SHA-256
 * record  := type:u8 length:u32 bytes                    type 1: JSON note, type 2: metric batch as it came from the node
 * Numbers are big-endian. A block that is cut short or damaged ends the journal: what comes before it is good.
 */

const MAGIC = Buffer.from("LLJ1");
const BLOCK_HEAD = 8;
const RECORD_HEAD = 5;
/** Far above any record that LiveLoad writes. */
const MAX_BLOCK_BYTES = 256 * 1024 * 1024;

/** Records are grouped into blocks of about this size, well below what the reader accepts. */
const FULL_BLOCK_BYTES = 64 * 1024 * 1024;

/** An entry of a journal. */
export type JournalRecord =
  | { readonly type: "note"; readonly note: unknown }
  | { readonly type: "batch"; readonly bytes: Uint8Array };

/** The bytes that begin every journal. */
export function journalHead(): Uint8Array {
  return MAGIC;
}

/** Encodes records that are written together, in as many blocks as needed. */
export function encodeBlocks(records: readonly JournalRecord[], fullBytes = FULL_BLOCK_BYTES): Uint8Array {
  const blocks: JournalRecord[][] = [];
  let sizeBytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const more = record.type === "batch" ? record.bytes.length : 0;
    if (sizeBytes + more > fullBytes) {
      blocks.push([]);
      sizeBytes = 0;
    }
    blocks.at(-1)?.push(record);
    sizeBytes += more;
  }
  return Buffer.concat(blocks.map(encodeBlock));
}

/** One block with these records. */
export function encodeBlock(records: readonly JournalRecord[]): Uint8Array {
  const body = deflateRawSync(Buffer.concat(records.flatMap(encodeRecord)));
  const head = Buffer.alloc(BLOCK_HEAD);
  head.writeUInt32BE(body.length, 0);
  head.writeUInt32BE(checkOf(body), 4);
  return Buffer.concat([head, body]);
}

/** The records of all intact blocks; `whole` when nothing follows them. `undefined` when it is not a journal. */
export function decodeJournal(
  bytes: Uint8Array,
): { readonly records: readonly JournalRecord[]; readonly whole: boolean } | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const records: JournalRecord[] = [];
  let at = MAGIC.length;
  while (at + BLOCK_HEAD <= buffer.length) {
    const length = buffer.readUInt32BE(at);
    const body = buffer.subarray(at + BLOCK_HEAD, at + BLOCK_HEAD + length);
    if (body.length < length || checkOf(body) !== buffer.readUInt32BE(at + 4)) break;
    records.push(...decodeRecords(inflateRawSync(body, { maxOutputLength: MAX_BLOCK_BYTES })));
    at += BLOCK_HEAD + length;
  }
  return { records, whole: at === buffer.length };
}

function encodeRecord(record: JournalRecord): Uint8Array[] {
  const content = record.type === "note" ? Buffer.from(JSON.stringify(record.note)) : record.bytes;
  const head = Buffer.alloc(RECORD_HEAD);
  head.writeUInt8(record.type === "note" ? 1 : 2, 0);
  head.writeUInt32BE(content.length, 1);
  return [head, content];
}

function decodeRecords(block: Buffer): JournalRecord[] {
  const records: JournalRecord[] = [];
  let at = 0;
  while (at + RECORD_HEAD <= block.length) {
    const start = at + RECORD_HEAD;
    const length = block.readUInt32BE(at + 1);
    if (start + length > block.length) throw new RangeError("a record is longer than its block");
    const content = block.subarray(start, start + length);
    if (block.readUInt8(at) === 1) records.push({ type: "note", note: JSON.parse(content.toString("utf8")) });
    else records.push({ type: "batch", bytes: content });
    at = start + content.length;
  }
  return records;
}

function checkOf(body: Uint8Array): number {
  return createHash("sha256").update(body).digest().readUInt32BE(0);
}
