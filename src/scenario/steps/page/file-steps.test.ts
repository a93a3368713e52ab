import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Play, play } from "../../../../test/fixtures/play.js";
import type { Context } from "../../authoring/context-types.js";
import { PageOperationError } from "../../page-port.js";

let folder: string;
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "file-steps-"));
  await mkdir(path("photos"));
  for (const name of ["a.png", "b.png"]) await writeFile(path(name), name);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function messageOf(run: (context: Context) => unknown): Promise<string | undefined> {
  return (await play(run)).result.failure?.message;
}

describe("setInputFiles", () => {
  it("takes paths, files in memory, a folder, nothing, and functions of these", async () => {
    const note = { name: "note.txt", mimeType: "text/plain", buffer: "äö" };
    const { result, log, observer } = await play((context) =>
      context
        .setInputFiles("#a", path("a.png"))
        .setInputFiles("#a", [path("a.png"), path("x/../b.png")])
        .setInputFiles("#a", path("photos"))
        .setInputFiles("#a", note)
        .setInputFiles("#a", () => [note, { name: "raw", mimeType: "", buffer: new Uint8Array(3) }])
        .setInputFiles("#a", [], { timeout: "1s", name: "clear" }),
    );
    expect(result.failure).toBeUndefined();
    expect(log).toEqual([
      `setInputFiles #a ${path("a.png")}`,
      `setInputFiles #a ${path("a.png")} ${path("b.png")}`,
      `setInputFiles #a folder ${path("photos")}`,
      "setInputFiles #a [note.txt text/plain 4]",
      "setInputFiles #a [note.txt text/plain 4, raw  3]",
      "setInputFiles #a []",
    ]);
    expect(observer.labels).toEqual([...new Array(5).fill("setInputFiles #a"), "clear"]);
  });

  it("refuses anything else before it acts", async () => {
    const allowed = "but it takes a path, a file as { name, mimeType, buffer }, or a list of either";
    for (const [files, shown] of [
      [5, "5"],
      ["", '""'],
      [[path("a.png"), 5], `["${path("a.png")}",5]`],
      [{ name: "a", buffer: "x" }, '{"name":"a","buffer":"x"}'],
      [{ name: "a", mimeType: "", buffer: [1] }, '{"name":"a","mimeType":"","buffer":[1]}'],
      [{ name: "a", mimeType: "", buffer: "", size: 1 }, '{"name":"a","mimeType":"","buffer":"","size":1}'],
    ] as const) {
      const { result, log } = await play((context) => context.setInputFiles("#a", files as never));
      expect(result.failure?.message).toContain(`its files is ${shown}, ${allowed}`);
      expect(log).toEqual([]);
    }
  });

  it("names a path that is relative or does not exist, before it acts", async () => {
    expect(await messageOf((context) => context.setInputFiles("#a", "./a.png"))).toContain(
      "its files name ./a.png, a relative path: name the file with asset()",
    );
    const { result, log } = await play((context) => context.setInputFiles("#a", [path("a.png"), path("c.png")]));
    expect(result.failure?.message).toContain(`there is no file ${path("c.png")} on this machine: name it with asset()`);
    expect(log).toEqual([]);
  });

  it("refuses mixtures that a browser cannot take, and files in memory of 50 MiB", async () => {
    const note = { name: "note.txt", mimeType: "text/plain", buffer: "x" };
    expect(await messageOf((context) => context.setInputFiles("#a", [path("a.png"), note] as never))).toContain(
      "its files mix paths and files in memory",
    );
    expect(await messageOf((context) => context.setInputFiles("#a", [path("a.png"), path("photos")]))).toContain(
      `its files name the folder ${path("photos")} and more, but an input takes either files or one folder`,
    );
    const large = { ...note, buffer: new Uint8Array(50 * 1024 * 1024) };
    expect(await messageOf((context) => context.setInputFiles("#a", large))).toContain(
      "its files have 52428800 bytes in memory, but less than 52428800 are allowed",
    );
  });
});

describe("waitForDownload", () => {
  it("allows a download before the steps of its function, and resolves to it after them", async () => {
    let found: unknown;
    const { result, log, observer } = await play(async (context) => {
      found = await context.waitForDownload((inner) => {
        inner.click("#menu").click("#export");
      });
      context.waitForDownload(() => context.click("#export"), { as: "file", name: "export" });
      await context.expect("it is stored", ({ assigns }) => assigns.file.bytes === 17);
    });
    expect(result.failure).toBeUndefined();
    expect(found).toEqual({ url: "http://site.test/orders.csv", suggestedFilename: "orders.csv", bytes: 17, durationMs: 3 });
    expect(log).toEqual([
      ...["expectDownload", "click #menu", "click #export", "downloaded", "end of downloads"],
      ...["expectDownload", "click #export", "downloaded", "end of downloads"],
    ]);
    expect(observer.labels).toEqual(["click #menu", "click #export", "waitForDownload /counter", "click #export", "export"]);
  });

  it("gives the download its time-out, from the end of the function", async () => {
    const scene = new Play((context) => context.waitForDownload(() => context.click("#export"), { timeout: "5s" }));
    const held = scene.page.holds("downloaded");
    const ended = scene.iterate();
    await held.begun;
    expect(held.options().timeoutMs).toBe(5000);
    held.succeed({ bytes: 1 });
    expect((await ended).failure).toBeUndefined();
  });

  it("fails with the download, and with the steps of its function, and refuses downloads again", async () => {
    const failed = await play(
      (context) => context.waitForDownload(() => context.click("#export")),
      (page) =>
        page.fails("downloaded", new PageOperationError("connection", "the download of a.csv failed after 3 bytes: canceled")),
    );
    expect(failed.result.failure?.message).toBe(
      "step 1: waitForDownload failed on /counter: the download of a.csv failed after 3 bytes: canceled",
    );
    expect(failed.log.at(-1)).toBe("end of downloads");
    const stepFailed = await play(
      (context) => context.waitForDownload(() => context.click("#export").click("#b")),
      (page) => page.fails("click #export"),
    );
    expect(stepFailed.result.failure?.message).toContain('step 2: click "#export" failed');
    expect(stepFailed.log).toEqual(["expectDownload", "click #export", "end of downloads"]);
    expect(stepFailed.observer.labels).toEqual(["click #export failed"]);
  });

  it("can be caused by an address, when the failure to show it as a page is caught", async () => {
    const { result, log } = await play(
      (context) => context.waitForDownload(() => context.navigate("http://site.test/a.csv").catch(() => {})).click("#a"),
      (page) => page.fails("navigate http://site.test/a.csv"),
    );
    expect(result.failure).toBeUndefined();
    expect(log.slice(1)).toEqual(["navigate http://site.test/a.csv", "downloaded", "end of downloads", "click #a"]);
  });

  it("throws what its function throws, and ends with the iteration", async () => {
    const thrown = await play((context) =>
      context.waitForDownload(() => {
        throw new Error("broken function");
      }),
    );
    expect(thrown.result.failure?.message).toContain("broken function");
    const halted = await play((context) => context.waitForDownload(() => context.click("#export").halt()));
    expect(halted.result).toMatchObject({ outcome: "succeeded" });
    await expect.poll(() => halted.log).toEqual(["expectDownload", "click #export", "end of downloads"]);
  });

  it("refuses what is not a function, and unknown options, before it acts", async () => {
    expect(await messageOf((context) => context.waitForDownload("#export" as never))).toContain(
      'its function is "#export", but it takes a function of a context',
    );
    expect(await messageOf((context) => context.waitForDownload(() => {}, { saveAs: "x" } as never))).toContain(
      'there is no option "saveAs"',
    );
  });
});
