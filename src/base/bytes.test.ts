import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader, ByteWriter } from "./bytes.js";

type Field =
  | { readonly kind: "u8" | "varint" | "f64"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "bytes"; readonly value: Uint8Array };

const fields: fc.Arbitrary<Field[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("u8" as const), value: fc.integer({ min: 0, max: 0xff }) }),
    fc.record({ kind: fc.constant("varint" as const), value: fc.maxSafeNat() }),
    fc.record({ kind: fc.constant("f64" as const), value: fc.double() }),
    fc.record({ kind: fc.constant("text" as const), value: fc.string({ unit: "grapheme-ascii" }) }),
    fc.record({ kind: fc.constant("bytes" as const), value: fc.uint8Array() }),
  ),
);

function write(list: readonly Field[]): Uint8Array {
  const writer = new ByteWriter(0);
  for (const field of list) {
    if (field.kind === "text") writer.text(field.value);
    else if (field.kind === "bytes") writer.bytes(field.value);
    else writer[field.kind](field.value);
  }
  return writer.finish();
}

function read(bytes: Uint8Array, list: readonly Field[]): (number | string | Uint8Array)[] {
  const reader = new ByteReader(bytes);
  const values = list.map((field) => {
    if (field.kind === "text") return reader.text(1_000);
    return field.kind === "bytes" ? reader.bytes(field.value.length) : reader[field.kind]();
  });
  reader.expectEnd();
  return values;
}

const readerOf = (...bytes: number[]): ByteReader => new ByteReader(Uint8Array.from(bytes));

describe("a byte writer and a byte reader", () => {
  it("read back what was written", () => {
    fc.assert(
      fc.property(fields, (list) => {
        expect(read(write(list), list)).toEqual(list.map((field) => field.value));
      }),
    );
  });

  it("refuse truncated bytes", () => {
    fc.assert(
      fc.property(fields, fc.nat(), (list, cut) => {
        const bytes = write(list);
        fc.pre(bytes.length > 0);
        expect(() => read(bytes.subarray(0, cut % bytes.length), list)).toThrow(RangeError);
      }),
    );
  });

  it("fail on random bytes with a RangeError and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fields, (bytes, list) => {
        try {
          read(bytes, list);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });

  it.each([
    [0, 1],
    [127, 1],
    [128, 2],
    [2 ** 32, 5],
    [Number.MAX_SAFE_INTEGER, 8],
  ])("encode %d as a varint of %d bytes", (value, size) => {
    const writer = new ByteWriter();
    writer.varint(value);
    expect(writer.length).toBe(size);
  });
});

describe("a byte writer", () => {
  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("refuses %d as a varint", (value) => {
    expect(() => new ByteWriter().varint(value)).toThrow(RangeError);
  });

  it.each([-1, 256, 1.5, Number.NaN])("refuses %d as a byte", (value) => {
    expect(() => new ByteWriter().u8(value)).toThrow(RangeError);
  });

  it("returns a copy and can go on writing", () => {
    const writer = new ByteWriter();
    writer.u8(1);
    const first = writer.finish();
    writer.u8(2);
    expect([...first]).toEqual([1]);
    expect([...writer.finish()]).toEqual([1, 2]);
  });
});

describe("a byte reader", () => {
  it("refuses integers above 2^53 - 1, and unterminated ones", () => {
    expect(() => readerOf(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f).varint()).toThrow("out of range");
    expect(() => new ByteReader(new Uint8Array(100).fill(0xff)).varint()).toThrow("out of range");
  });

  it("refuses a count for which there are too few bytes left", () => {
    expect(() => readerOf(3, 0, 0, 0, 0).count(2)).toThrow(RangeError);
    expect(readerOf(2, 0, 0, 0, 0).count(2)).toBe(2);
  });

  it("refuses texts that are too long or not UTF-8", () => {
    expect(() => readerOf(2, 65, 66).text(1)).toThrow("longer than 1");
    expect(() => readerOf(1, 0xff).text(1)).toThrow("not UTF-8");
  });

  it("keeps a byte order mark", () => expect(readerOf(3, 0xef, 0xbb, 0xbf).text(3)).toBe("\uFEFF"));

  it.each([-1, 0.5])("does not read %d bytes", (length) => {
    expect(() => readerOf(1, 2).bytes(length)).toThrow(RangeError);
  });

  it("says how many bytes are too many", () => {
    expect(() => readerOf(1, 2).expectEnd()).toThrow("2 bytes too many");
  });
});
