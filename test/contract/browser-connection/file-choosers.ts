import { describe, expect, it } from "vitest";
import { inFrame } from "../../../src/base/frame-selector.js";
import type { ChosenFiles } from "../../../src/scenario/ports/files.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const contents = (...names: string[]): ChosenFiles => ({
  kind: "contents",
  contents: names.map((name) => ({ name, mimeType: "text/plain", bytes: Buffer.from(`content of ${name}`) })),
});

/** A button without an input in the document. */
const UPLOAD = `<button id="upload">Upload</button><p id="log"></p><script>
  upload.onclick = () => {
    const input = Object.assign(document.createElement("input"), { type: "file" });
    input.onchange = async () => { log.textContent += [...input.files].map(({ name, size }) => name + ":" + size).join() + ";"; };
    input.click();
  };</script>`;

export function describeFileChoosers(subject: BrowserUnderTest): void {
  describe("file choosers", () => {
    const log = (selector = "#log") => subject.page.reads.textContent(selector, subject.patient);
    const chooseIn = async (button: string, files: ChosenFiles) => {
      const watch = subject.page.files.watchFileChooser();
      await subject.click(button);
      try {
        await watch.choose(files, subject.patient);
      } finally {
        watch.end();
      }
    };

    it("take files where the page has no input", async () => {
      await subject.openBody(UPLOAD);
      await chooseIn("#upload", contents("a.txt"));
      await chooseIn("#upload", { kind: "paths", paths: [import.meta.filename] });
      await subject.page.waits.forText("#log", { kind: "text", wanted: { part: "file-choosers" } }, subject.patient);
      expect(await log()).toMatch(/^a\.txt:16;file-choosers\.ts:\d+;$/);
      await expect(chooseIn("#upload", contents("a.txt", "b.txt"))).rejects.toMatchObject({
        kind: "invalid",
        message: expect.stringContaining("can only accept single file"),
      });
    });

    it("open by a label, by an input and in frames of any site", async () => {
      const body = `<label id="label">Files<input id="input" type="file" multiple onchange="log.textContent += this.files.length"></label><p id="log"></p>`;
      const inner = `/given?${new URLSearchParams({ body }).toString()}`;
      await subject.openBody(`${body}<iframe id="near" src="${inner}"></iframe><iframe id="far" src="OTHER${inner}"></iframe>`);
      await chooseIn("#label", contents("a.txt", "b.txt"));
      await chooseIn("#input", contents("a.txt"));
      expect(await log()).toBe("21");
      for (const frame of ["#near", "#far"]) {
        await chooseIn(inFrame(frame, "#input"), contents("a.txt", "b.txt", "c.txt"));
        expect(await log(inFrame(frame, "#log"))).toBe("3");
      }
    });

    it("are waited for, in vain if none is opened, and are left alone when nobody waits", async () => {
      await subject.openBody(UPLOAD);
      const watch = subject.page.files.watchFileChooser();
      const chosen = watch.choose(contents("late.txt"), subject.patient);
      await subject.page.evaluate("() => void setTimeout(() => upload.click(), 50)", [], subject.patient);
      await chosen;
      await subject.expectTimeout(
        (brief) => subject.page.files.watchFileChooser().choose(contents("a.txt"), brief),
        "a file chooser: none was opened",
      );
      watch.end();
      await subject.click("#upload");
      expect(await log()).toBe("late.txt:19;");
    });
  });
}
