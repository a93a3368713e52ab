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

  it("is separated from debug lines while the debug log is on, however it is chunked", async () => {
    debugged("cdp");
    const { text, debugLines } = await outputOf(["one\n[deb", "ug] two\nthr", "ee\n[debug] four\nfive"]);
    expect(text).toBe("one\nthree\nfive");
    expect(debugLines).toEqual(["[debug] two", "[debug] four"]);
  });
});
