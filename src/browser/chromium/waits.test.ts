import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { FakeClock, settle } from "../../../test/fixtures/fake-clock.js";
import type { OperationOptions } from "../../scenario/page-port.js";
import { PageOperations } from "../page-operations.js";
import { PageRecord } from "../page-record.js";
import { toChromiumError } from "./chromium-error.js";
import { ChromiumPage, type ChromiumPageParts } from "./chromium-page.js";
import { ProtocolConnection } from "./protocol/protocol-connection.js";

/** A page whose browser answers each command with the value after 90 s. */
function slowPage(value: unknown) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const clock = new FakeClock();
  const session = new ProtocolConnection({ input, output }, clock, () => {}).root.child("page");
  output.on("data", (chunk: Buffer) => {
    for (const text of chunk.toString().split("\0").filter(Boolean)) {
      const { id } = JSON.parse(text) as { readonly id: number };
      const answer = { id, sessionId: "page", result: { result: { type: "object", value } } };
      clock.setTimer(() => input.write(`${JSON.stringify(answer)}\0`), 90_000);
    }
  });
  const record = new PageRecord();
  const operations = new PageOperations(clock, toChromiumError, record);
  const documents = { world: async () => {} };
  const page = new ChromiumPage({ session, operations, documents, record } as unknown as ChromiumPageParts);
  const outcomeAfter = async <T>(seconds: number, started: Promise<T>) => {
    const settled = started.catch((error: Error) => error.message);
    await settle();
    await clock.advance(seconds * 1000);
    await settle();
    return settled;
  };
  return { page, outcomeAfter };
}

const options: OperationOptions = { timeoutMs: 120_000, signal: new AbortController().signal };

describe("a function in the page that takes longer than other commands may", () => {
  it("is waited for as long as the step's time-out", async () => {
    const { page, outcomeAfter } = slowPage({ value: 7 });
    expect(await outcomeAfter(91, page.waits.forFunction({ source: "() => 7", args: [], everyMs: undefined }, options))).toBe(7);
  });

  it("is evaluated as long as the step's time-out", async () => {
    const { page, outcomeAfter } = slowPage({ is: "late" });
    expect(await outcomeAfter(91, page.evaluate("() => 7", [], options))).toEqual({ is: "late" });
  });
});
