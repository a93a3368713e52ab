import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inFrame } from "../../../src/base/frame-selector.js";
import { selectorOf } from "../../../src/base/locators/locator.js";
import type { ChosenFiles, FileContent } from "../../../src/scenario/ports/files.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const content = (name: string, text = name): FileContent => ({ name, mimeType: "text/x-note", bytes: Buffer.from(text) });
const contents = (...given: FileContent[]): ChosenFiles => ({ kind: "contents", contents: given });
const paths = (...given: string[]): ChosenFiles => ({ kind: "paths", paths: given });

/** Notes the files of an input at each of its events. */
const LOG = `<p id="log"></p><script>
  const note = (event) => { log.textContent += event.type + " " + listed(event.composedPath()[0]) + ";"; };
  const listed = ({ files }) => [...files].map((file) => (file.webkitRelativePath || file.name) + ":" + file.size).sort().join("+");
  addEventListener("input", note); addEventListener("change", note);</script>`;

/** 3 MB that do not repeat. */
function bytesOf(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let at = 0; at < length; at++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    bytes[at] = state >> 16;
  }
  return bytes;
}

export function describeFiles(subject: BrowserUnderTest): void {
  let folder: string;
  const path = (name: string) => join(folder, name);
  const put = (selector: string, files: ChosenFiles, options = subject.patient) =>
    subject.page.files.setInputFiles(selector, files, options);
  const log = () => subject.page.reads.textContent("#log", subject.patient);
  const inPage = (source: string) => subject.page.evaluate(source, [], subject.patient);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "contract-files-"));
    await mkdir(path("photos/summer"), { recursive: true });
    await writeFile(path("one.txt"), "1");
    await writeFile(path("two.txt"), "22");
    await writeFile(path("photos/a.txt"), "a");
    await writeFile(path("photos/summer/b.txt"), "bb");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  describe("setInputFiles", () => {
    it("puts files of the disk and of memory into an input, with the events of a person's choice, and empties it", async () => {
      await subject.openBody(`<input type="file" multiple id="field">${LOG}`);
      await put("#field", paths(path("one.txt"), path("two.txt")));
      await put("#field", contents(content("note.txt", "äö")));
      expect(await inPage("() => document.querySelector('#field').files[0].text()")).toBe("äö");
      expect(await inPage("() => document.querySelector('#field').files[0].type")).toBe("text/x-note");
      await put("#field", contents());
      const chosen = ["one.txt:1+two.txt:2", "note.txt:4", ""];
      expect(await log()).toBe(chosen.map((files) => `input ${files};change ${files};`).join(""));
    });

    it("finds the input of a label, a hidden one, one in a shadow root, and one that comes later", async () => {
      await subject.openBody(`<label id="around">Photo <input type="file" hidden></label>
        <label id="for" for="other">Other</label><input id="other" type="file" style="display: none">
        <div id="host"></div>${LOG}<script>host.attachShadow({ mode: "open" }).innerHTML = '<input type="file">';
        setTimeout(() => { const late = document.createElement("input"); late.type = "file"; late.id = "late"; document.body.append(late); }, 150);</script>`);
      await put("#around", contents(content("around")));
      await put("#for", paths(path("one.txt")));
      await put("#host >> input", contents(content("shadow")));
      await put("#late", contents(content("late")));
      expect((await log())?.replace(/change [^;]*;/g, "")).toBe("input around:6;input one.txt:1;input shadow:6;input late:4;");
    });

    it.each(["#same", "#other"])("finds the input in a frame: %s", async (frame) => {
      await subject.openOdd("/frames");
      const field = selectorOf(inFrame(frame, "#files")) as string;
      await put(field, contents(content("memory")));
      expect(await subject.page.reads.textContent(inFrame(frame, "#names"), subject.patient)).toBe("memory");
      await put(field, paths(path("one.txt")));
      expect(await subject.page.reads.textContent(inFrame(frame, "#names"), subject.patient)).toBe("one.txt");
    });

    it("puts a folder with all of its files into an input for folders", async () => {
      await subject.openBody(`<input type="file" webkitdirectory id="folder">${LOG}`);
      await put("#folder", { kind: "folder", path: path("photos") });
      const files = "photos/a.txt:1+photos/summer/b.txt:2";
      expect(await log()).toBe(`input ${files};change ${files};`);
    });

    it("ends when the files lead to another page", async () => {
      const { page, patient, odd } = subject;
      for (const files of [contents(content("note")), paths(path("one.txt"))]) {
        await subject.openBody(`<form action="/strict"><input type="file" name="f" id="field" onchange="form.submit()"></form>`);
        await put("#field", files);
        await page.waits.forURL({ shown: "/strict", fits: (url) => url.startsWith(`${odd.url}/strict`) }, patient);
      }
    });

    it("says why an element does not take the files, and leaves the page alone", async () => {
      await subject.openBody(
        `<input type="file" id="single"><input type="file" webkitdirectory id="folder"><input id="text"><p id="none">none</p>${LOG}`,
      );
      const refused = async (selector: string, files: ChosenFiles) =>
        put(selector, files).catch(({ kind, message }: { kind: string; message: string }) => `${kind}: ${message}`);
      const two = [content("a"), content("b")];
      expect(await refused("#single", contents(...two))).toBe("invalid: Non-multiple file input can only accept single file");
      expect(await refused("#single", paths(path("one.txt"), path("two.txt")))).toBe(
        "invalid: Non-multiple file input can only accept single file",
      );
      expect(await refused("#single", { kind: "folder", path: folder })).toBe(
        "invalid: File input does not support directories, pass individual files instead",
      );
      expect(await refused("#folder", contents(content("a")))).toBe(
        "invalid: [webkitdirectory] input requires passing a path to a directory",
      );
      expect(await refused("#text", contents(content("a")))).toBe("invalid: Node is not a file input element");
      expect(await refused("#text", paths(path("one.txt")))).toBe("invalid: Node is not a file input element");
      expect(await refused("#none", contents(content("a")))).toBe("invalid: Node is not an HTMLInputElement");
      expect(await log()).toBe("");
      await subject.expectTimeout((brief) => put("#nope", contents(content("a")), brief), "#nope to be attached");
    });
  });

  describe("uploads", () => {
    const photo = bytesOf(3_000_000);
    const small = photo.subarray(0, 200_000);
    const sent = (bytes: Buffer) => ({ size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });

    it("of 3 MB arrive in a LiveView in chunks, unchanged, from the disk and from memory", async () => {
      const { page, patient, target } = subject;
      await writeFile(path("photo.png"), photo);
      target.resetStats();
      await subject.openLive("/upload?delay=100");
      await put("#photos-label", paths(path("photo.png")));
      // The client would submit the form without files that the server does not know yet.
      await subject.click("#save");
      await subject.see("#kept li:text-is('photo.png: 3000000 bytes')");
      await put("#photos-label", contents({ name: "copy.png", mimeType: "image/png", bytes: small }));
      await page.submitForm("#upload-form", patient);
      await subject.see("#kept li:text-is('copy.png: 200000 bytes')");
      const type = "image/png";
      expect(target.stats().files).toEqual([
        { name: "photo.png", type, ...sent(photo) },
        { name: "copy.png", type, ...sent(small) },
      ]);
      // A chunk has 64,000 bytes, and each is acknowledged with the progress.
      expect(target.stats().framesReceived.count).toBeGreaterThan(2 * Math.ceil(photo.length / 64_000));
    });

    it("arrive with a form and with fetch", async () => {
      const { target } = subject;
      target.resetStats();
      await subject.open("/upload-form");
      await put("#file", contents({ name: "photo.png", mimeType: "image/png", bytes: small }, content("note.txt")));
      await subject.click("#fetch");
      await subject.see("#answer:text-is('answered 200')");
      await subject.click("#send");
      await subject.see("#kept li:text-is('photo.png: 200000 bytes')");
      const files = [
        { name: "photo.png", ...sent(small) },
        { name: "note.txt", size: 8 },
      ];
      expect(target.stats().files).toMatchObject([...files, ...files]);
    });
  });

  describe("downloads", () => {
    const csv = { suggestedFilename: "orders.csv", bytes: 17 };
    const download = async (cause: () => Promise<unknown>, options = subject.patient) => {
      const expected = await subject.page.files.expectDownload(subject.patient);
      try {
        await cause();
        return await expected.finished(options);
      } finally {
        await expected.end();
      }
    };
    /** Requests that LiveLoad has counted, by status class. */
    const counted = () => {
      const requests = subject.sink.counts.filter(({ metric }) => metric === "http_requests");
      return Object.fromEntries(["2xx", "3xx", "5xx"].map((one) => [one, requests.filter((r) => r.dimension === one).length]));
    };
    const failures = () =>
      subject.sink.counts.filter(({ metric }) => metric === "http_failures").map(({ dimension }) => dimension);
    /** The site's own counts must become LiveLoad's. */
    const agreeFrom = async (before: Record<string, number>) => {
      const { byStatus } = subject.target.stats().http;
      const own = { "2xx": byStatus["200"] ?? 0, "3xx": byStatus["302"] ?? 0, "5xx": 0 };
      await expect
        .poll(() => Object.fromEntries(Object.entries(counted()).map(([one, count]) => [one, count - (before[one] ?? 0)])))
        .toEqual(own);
    };
    const openLinks = async () => {
      await subject.open("/downloads");
      subject.target.resetStats();
      return counted();
    };

    it.each([
      ["#export", "/download", csv],
      ["#redirected", "/download", csv],
      ["#posted", "/download", csv],
      ["#link", "/bytes?n=5000", { suggestedFilename: "bytes.bin", bytes: 5000 }],
    ])("tells their size and counts each request once: %s", async (selector, url, expected) => {
      const before = await openLinks();
      const found = await download(() => subject.click(selector));
      expect(found).toMatchObject({ url: `${subject.target.url}${url}`, ...expected });
      expect(found.durationMs).toBeGreaterThanOrEqual(0);
      await agreeFrom(before);
      expect(new URL(subject.page.url()).pathname).toBe("/downloads");
    });

    it("come from another window, and from the page itself", async () => {
      const before = await openLinks();
      expect(await download(() => subject.click("#blank"))).toMatchObject(csv);
      // Playwright reports a popup too late for its first request.
      if (subject.connection.metadata().name === "chromium") await agreeFrom(before);
      expect(await download(() => subject.click("#made"))).toMatchObject({ suggestedFilename: "made.txt", bytes: 9 });
    });

    it("can have ended before they are waited for, and follow one another", async () => {
      await openLinks();
      for (let count = 0; count < 3; count++) {
        const found = await download(async () => {
          await subject.click("#export");
          await subject.page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 100))", [], subject.patient);
        });
        expect(found).toMatchObject(csv);
      }
    });

    it("that fail say so", async () => {
      await openLinks();
      const earlier = failures().length;
      await expect(download(() => subject.click("#refused"))).rejects.toMatchObject({
        kind: "connection",
        message: expect.stringMatching(/^the download of .+ failed after [\d of]+ bytes: canceled$/),
      });
      expect(failures().slice(earlier)).toEqual(["download"]);
    });

    it("that do not end, or do not begin, say how far they were", async () => {
      await openLinks();
      await expect(download(() => subject.click("#made"), subject.patient)).resolves.toBeDefined();
      const stalled = async () => {
        await subject.click("#stalled");
        await subject.page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 300))", [], subject.patient);
      };
      await subject.expectTimeout((brief) => download(stalled, brief), "a download to end: stalled.csv has 17 of 1000 bytes");
      await subject.expectTimeout((brief) => download(async () => {}, brief), "a download to end: none began");
      const stop = new AbortController();
      const stopped = download(async () => stop.abort(), { timeoutMs: 60_000, signal: stop.signal });
      await expect(stopped).rejects.toMatchObject({ kind: "aborted" });
    });

    it("that nobody waits for are refused, harm nothing, and are counted", async () => {
      const before = await openLinks();
      for (const [at, selector] of ["#export", "#link"].entries()) {
        await subject.click(selector);
        // The next click could abort a request that the server is already answering.
        await expect.poll(() => subject.target.stats().http.byStatus["200"] ?? 0).toBe(at + 1);
        await agreeFrom(before);
      }
      await subject.click("#made");
      await agreeFrom(before);
      expect(await subject.text("h1")).toBe("Downloads");
    });

    it("cannot be navigated to", async () => {
      await openLinks();
      await expect(subject.open("/download")).rejects.toMatchObject({
        kind: "invalid",
        message: "the address is a download, not a page: wait for it with waitForDownload",
      });
      expect(await subject.text("h1")).toBe("Downloads");
      expect(await download(() => subject.open("/download").catch(() => {}))).toMatchObject(csv);
    });
  });
}
