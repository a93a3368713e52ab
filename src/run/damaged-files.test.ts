import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RESULTS } from "../../test/fixtures/results/results.js";
import { runHost } from "../../test/fixtures/run-host.js";
import { encodeBlock, journalHead } from "./journal/journal-format.js";
import { loadResult } from "./report-folder/load-result.js";
import { remakeReport } from "./report-folder/remake-report.js";

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "live-load-damaged-"));
  folder = join(root, "report");
  await mkdir(folder);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const remake = () =>
  remakeReport({
    folder,
    reporters: ["markdown"],
    fromJournal: false,
    host: runHost(root),
  });

const unreadable = (message: RegExp) => ({ code: "RESULT_UNREADABLE", message: expect.stringMatching(message) });

/** A block with a valid checksum around any content. */
function blockOf(body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length, 0);
  head.writeUInt32BE(createHash("sha256").update(body).digest().readUInt32BE(0), 4);
  return Buffer.concat([head, body]);
}

function recordOf(type: number, length: number, content: string): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(type, 0);
  head.writeUInt32BE(length, 1);
  return blockOf(deflateRawSync(Buffer.concat([head, Buffer.from(content)])));
}

describe("an index.json of several scenarios", () => {
  it.each([
    ["is not JSON", "{", /index\.json is not JSON/],
    ["is a list", "[]", /index\.json is damaged/],
    ["has no scenarios", "{}", /index\.json is damaged at scenarios/],
    ["has a folder that is not a string", '{"scenarios":[{"folder":1}]}', /index\.json is damaged at scenarios\.0\.folder/],
    ["names the folder above", '{"scenarios":[{"folder":".."}]}', /names "\.\.", which is not the name of a folder beside it/],
    ["names itself", '{"scenarios":[{"folder":"."}]}', /names "\."/],
    ["names a folder elsewhere", '{"scenarios":[{"folder":"../other"}]}', /names "\.\.\/other"/],
    ["names an absolute path", '{"scenarios":[{"folder":"/etc"}]}', /names "\/etc"/],
  ])("that %s is refused", async (_what, text, message) => {
    await mkdir(join(root, "other"));
    await writeFile(join(root, "other", "result.json"), JSON.stringify(RESULTS.counter()));
    await writeFile(join(folder, "index.json"), text);
    await expect(remake()).rejects.toMatchObject(unreadable(message));
    expect(await readdir(join(root, "other"))).toEqual(["result.json"]);
  });

  it("does not follow a link out of its folder", async () => {
    await mkdir(join(root, "other"));
    await writeFile(join(root, "other", "result.json"), JSON.stringify(RESULTS.counter()));
    await symlink(join(root, "other"), join(folder, "a"));
    await writeFile(join(folder, "index.json"), '{"scenarios":[{"folder":"a"}]}');
    await expect(remake()).rejects.toMatchObject(unreadable(/a leads out of/));
    expect(existsSync(join(root, "other", "report.md"))).toBe(false);
  });

  it("regenerates the reports of its scenarios", async () => {
    await mkdir(join(folder, "a"));
    await writeFile(join(folder, "a", "result.json"), JSON.stringify(RESULTS.counter()));
    await writeFile(join(folder, "index.json"), '{"scenarios":[{"folder":"a"},{"name":"refused"}]}');
    await remake();
    expect(existsSync(join(folder, "a", "report.md"))).toBe(true);
  });
});

describe("a journal that has a block with a valid checksum", () => {
  it.each([
    ["content that cannot be inflated", blockOf(Buffer.from("not deflated"))],
    ["a note that is not JSON", recordOf(1, 3, "{a}")],
    ["a malformed batch", recordOf(2, 5, "batch")],
    ["a record longer than its block", recordOf(1, 4000, "{}")],
  ])("but %s in it is refused", async (_what, block) => {
    const good = encodeBlock([{ type: "note", note: 1 }]);
    await writeFile(join(folder, "journal"), Buffer.concat([journalHead(), good, block]));
    await expect(remake()).rejects.toMatchObject(unreadable(/journal is damaged/));
    expect(await readdir(folder)).toEqual(["journal"]);
  });
});

describe("a result whose sketch is", () => {
  it.each([
    ["not base64", () => "%%%"],
    ["truncated", (sketch: string) => sketch.slice(0, 8)],
    [
      "of a different distribution",
      () => RESULTS.counter().histograms.step_duration?.aggregate.sketch.replace(/^AQ/, "AA") ?? "",
    ],
  ])("%s is refused by compare and report", async (_what, damage) => {
    const result = structuredClone(RESULTS.counter());
    const [[metric, histogram] = []] = Object.entries(result.histograms);
    expect(histogram).toBeDefined();
    if (histogram === undefined) return;
    (histogram.aggregate as { sketch: string }).sketch = damage(histogram.aggregate.sketch);
    await writeFile(join(folder, "result.json"), JSON.stringify(result));
    const message = new RegExp(`result\\.json is damaged at histograms\\.${metric}\\.aggregate\\.sketch`);
    await expect(loadResult(folder)).rejects.toMatchObject(unreadable(message));
    await expect(remake()).rejects.toMatchObject(unreadable(message));
  });
});
