import { PassThrough } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settle } from "../../../../test/fixtures/fake-clock.js";
import { ProtocolPipe } from "./protocol-pipe.js";

function setUp() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const messages: string[] = [];
  const closed: string[] = [];
  const pipe = new ProtocolPipe(input, output, {
    onMessage: (message) => messages.push(message),
    onClosed: (reason) => closed.push(reason),
  });
  const written: string[] = [];
  output.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  return { input, output, pipe, messages, closed, written };
}

describe("the protocol's pipe", () => {
  it("reassembles messages from chunks of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", "")),
          { maxLength: 8 },
        ),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        async (sent, sizes) => {
          const { input, messages } = setUp();
          const bytes = Buffer.from(sent.map((text) => `${text}\0`).join(""));
          let at = 0;
          for (let index = 0; at < bytes.length; index++) {
            const size = sizes[index % sizes.length] ?? 1;
            input.write(bytes.subarray(at, at + size));
            at += size;
          }
          await settle();
          expect(messages).toEqual(sent);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("reassembles a long message from many chunks", async () => {
    const { input, messages } = setUp();
    const piece = Buffer.alloc(64 * 1024, 97);
    for (let count = 0; count < 200; count++) input.write(piece);
    input.write("\0");
    await expect.poll(() => messages.length).toBe(1);
    expect(messages[0]?.length).toBe(200 * piece.length);
  });

  it("sends the messages of one turn in one write", async () => {
    const { pipe, written } = setUp();
    pipe.send("one");
    pipe.send("two");
    await settle();
    pipe.send("three");
    await settle();
    expect(written).toEqual(["one\0two\0", "three\0"]);
  });

  it("reports once that it is closed, and then sends nothing", async () => {
    const { input, output, pipe, closed, written } = setUp();
    pipe.send("late");
    input.end();
    output.destroy(new Error("broken"));
    await expect.poll(() => closed.length).toBe(1);
    pipe.send("later");
    await settle();
    expect(closed).toHaveLength(1);
    expect(written.join("")).not.toContain("later");
  });
});
