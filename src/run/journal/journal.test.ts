import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.js";
import { decodeJournal, encodeBlock, encodeBlocks, type JournalRecord, journalHead } from "./journal-format.js";
import { JournalWriter } from "./journal-writer.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-load-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const record = fc.oneof(
  fc.record({ type: fc.constant("note" as const), note: fc.jsonValue() }),
  fc.record({ type: fc.constant("batch" as const), bytes: fc.uint8Array({ maxLength: 200 }) }),
);
const plain = (records: readonly JournalRecord[]) =>
  records.map((item) => (item.type === "note" ? { note: JSON.parse(JSON.stringify(item.note)) } : { bytes: [...item.bytes] }));

describe("the journal's format", () => {
  it("returns what was written, in order", () => {
    fc.assert(
      fc.property(fc.array(fc.array(record, { minLength: 1, maxLength: 5 }), { maxLength: 5 }), (blocks) => {
        const bytes = Buffer.concat([journalHead(), ...blocks.map(encodeBlock)]);
        const journal = decodeJournal(bytes);
        expect(journal?.whole).toBe(true);
        expect(plain(journal?.records ?? [])).toEqual(plain(blocks.flat()));
      }),
    );
  });

  it("keeps every intact block of a journal that is truncated or damaged at its end", () => {
    const first = encodeBlock([{ type: "note", note: 1 }]);
    const second = encodeBlock([{ type: "note", note: 2 }]);
    const all = Buffer.concat([journalHead(), first, second]);
    for (let length = journalHead().length; length < all.length; length += 1) {
      const journal = decodeJournal(all.subarray(0, length));
      const expected = length >= journalHead().length + first.length ? [{ note: 1 }] : [];
      expect(plain(journal?.records ?? [])).toEqual(expected);
    }
    const damaged = Buffer.from(all);
    damaged[all.length - 1] = (damaged[all.length - 1] ?? 0) ^ 0xff;
    expect(plain(decodeJournal(damaged)?.records ?? [])).toEqual([{ note: 1 }]);
  });

  it("splits records that arrive together into blocks small enough to be read back", () => {
    const batch: JournalRecord = { type: "batch", bytes: new Uint8Array(40) };
    const records: JournalRecord[] = [batch, batch, { type: "note", note: 1 }, batch, batch, batch];
    const one = encodeBlock([batch, batch, { type: "note", note: 1 }]).length;
    const bytes = Buffer.concat([journalHead(), encodeBlocks(records, 100)]);
    const ends = Array.from({ length: bytes.length + 1 }, (_, at) => at).filter(
      (at) => decodeJournal(bytes.subarray(0, at))?.whole,
    );
    expect(ends).toHaveLength(4);
    expect(ends[1]).toBe(journalHead().length + one);
    expect(plain(decodeJournal(bytes)?.records ?? [])).toEqual(plain(records));
  });

  it("recognizes a file that is not a journal", () => {
    expect(decodeJournal(Buffer.from("{}"))).toBeUndefined();
  });
});

describe("writing a journal", () => {
  it("resolves once the records are on disk", async () => {
    const path = join(folder, "journal");
    const journal = new JournalWriter(path, { clock: systemClock, onTrouble: expect.unreachable });
    await Promise.all([1, 2, 3].map((note) => journal.append({ type: "note", note })));
    expect(plain(decodeJournal(await readFile(path))?.records ?? [])).toEqual([{ note: 1 }, { note: 2 }, { note: 3 }]);
    void journal.append({ type: "note", note: 4 });
    await journal.close();
    expect(plain(decodeJournal(await readFile(path))?.records ?? [])).toHaveLength(4);
    expect(journal.status).toBe("complete");
  });

  it("goes on without a disk, and reports the journal as incomplete", async () => {
    const trouble: string[] = [];
    await writeFile(join(folder, "file"), "");
    const journal = new JournalWriter(join(folder, "file", "journal"), {
      clock: systemClock,
      onTrouble: (message) => trouble.push(message),
    });
    await journal.append({ type: "note", note: 1 });
    await journal.close();
    expect(journal.status).toBe("incomplete");
    expect(trouble).toHaveLength(1);
  });

  it("acknowledges from memory when the disk is full", async () => {
    const trouble: string[] = [];
    // /dev/full is Linux's simulated full disk; other systems have none.
    const journal = new JournalWriter("/dev/full", {
      clock: systemClock,
      onTrouble: (message) => trouble.push(message),
    });
    await journal.append({ type: "note", note: 1 });
    await journal.append({ type: "note", note: 2 });
    await journal.close();
    expect(journal.status).toBe("incomplete");
    expect(trouble).toHaveLength(1);
    expect(trouble[0]).toMatch(/ENOSPC|no such file/);
  });
});
