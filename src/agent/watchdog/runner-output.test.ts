import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { debugged } from "../../../test/fixtures/debugged.js";
import { readRunnerOutput } from "./runner-output.js";

async function outputOf(chunks: readonly (string | Buffer)[]) {
  const stream = new PassThrough();
  const [texts, debugLines]: [string[], string[]] = [[], []];
  readRunnerOutput(stream, { onText: (text) => texts.push(text), onDebugLine: (line) => debugLines.push(line) });
  const ended = new Promise((resolve) => stream.once("end", resolve));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await ended;
  return { text: texts.join(""), debugLines };
}

describe("the output of a runner", () => {
  it("is passed on as it arrives, without secrets", async () => {
    const [head, tail] = [Buffer.from("é").subarray(0, 1), Buffer.from("é").subarray(1)];
    const { text, debugLines } = await outputOf(["[debug] of the scenario's own\npassword=hunter22 ", head, tail]);
    expect(text).toBe("[debug] of the scenario's own\npassword=*** é");
    expect(debugLines).toEqual([]);
  });

  it("does not show a secret that arrives in two chunks", async () => {
    const key = ["-----BEGIN PRIVATE KEY-----\n", "MIIEvQIBADANBg\n", "kqhkiG9w0\n-----END PRIVATE KEY-----\n"];
    const { text } = await outputOf(["password=hun", "ter22\nlogin ok\n", ...key, "the end"]);
    expect(text).toBe("password=***\nlogin ok\n***\nthe end");
  });

  it("is passed on line by line, and no later than after 64 KiB", () => {
    const stream = new PassThrough();
    const texts: string[] = [];
    readRunnerOutput(stream, { onText: (text) => texts.push(text), onDebugLine: () => {} });
    stream.emit("data", "one\ntw");
    stream.emit("data", "o");
    expect(texts).toEqual(["one\n"]);
    stream.emit("data", "x".repeat(70_000));
    expect(texts.join("")).toHaveLength(4 + 3 + 70_000);
  });

  it("is separated from debug lines while the debug log is on, however it is chunked", async () => {
    debugged("cdp");
    const { text, debugLines } = await outputOf(["one\n[deb", "ug] two\nthr", "ee\n[debug] four\nfive"]);
    expect(text).toBe("one\nthree\nfive");
    expect(debugLines).toEqual(["[debug] two", "[debug] four"]);
  });
});
