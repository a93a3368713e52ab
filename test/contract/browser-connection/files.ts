import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inFrame } from "../../../src/base/frame-selector.js";
import type { FileContent } from "../../../src/scenario/ports/files.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const content = (name: string, text: string): FileContent => ({ name, mimeType: "text/x-note", bytes: Buffer.from(text) });
const contents = (...given: FileContent[]) => ({ kind: "contents", contents: given }) as const;
const paths = (...given: string[]) => ({ kind: "paths", paths: given }) as const;

/** Logs what an input holds at each of its events. */
const LOG = `<p id="log"></p><script>
  addEventListener("input", (event) => note(event)); addEventListener("change", (event) => note(event));
  function note(event) {
    const { files } = event.composedPath()[0];
    log.textContent += event.type + " " + [...files].map((file) => (file.webkitRelativePath || file.name) + ":" + file.size).sort().join("+") + ";";
  }</script>`;

export function describeFiles(subject: BrowserUnderTest): void {
  let folder: string;
  const path = (name: string) => join(folder, name);
  const log = () => subject.page.textContent("#log", subject.patient);

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
      const { page, patient } = subject;
      await subject.openBody(`<input type="file" multiple id="field">${LOG}`);
      await page.files.setInputFiles("#field", paths(path("one.txt"), path("two.txt")), patient);
      await page.files.setInputFiles("#field", contents(content("note.txt", "äö")), patient);
      expect(await page.evaluate("() => document.querySelector('#field').files[0].text()", [], patient)).toBe("äö");
      expect(await page.evaluate("() => document.querySelector('#field').files[0].type", [], patient)).toBe("text/x-note");
      await page.files.setInputFiles("#field", contents(), patient);
      expect(await log()).toBe(
        "input one.txt:1+two.txt:2;change one.txt:1+two.txt:2;input note.txt:4;change note.txt:4;input ;change ;",
      );
    });
  });
}
