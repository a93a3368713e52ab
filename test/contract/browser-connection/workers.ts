import { describe, expect, it } from "vitest";
import { WORKERS } from "../../fixtures/pages/counting-site/pages.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

export function describeWorkers(under: () => BrowserUnderTest): void {
  describe("workers", () => {
    it.each(Object.keys(WORKERS))("of the kind %s run when the page starts them while it loads", async (kind) => {
      const subject = under();
      await subject.openCounting(`/starts/${kind}`);
      await subject.see("#done");
      expect(await subject.text("#said")).toBe(kind);
    });

    it.each(Object.keys(WORKERS))("of the kind %s run when a click starts them", async (kind) => {
      const subject = under();
      await subject.openCounting(`/starts-by-click/${kind}`);
      await subject.click("#start");
      await subject.see("#done");
      expect(await subject.text("#said")).toBe(kind);
    });

    it("run in frames of the same and of another site", async () => {
      const subject = under();
      await subject.openCounting("/frames");
      await subject.see("#done");
      expect(await subject.text("#said")).toBe("framed framed");
    });

    it("run again in the next document, and after a reload", async () => {
      const subject = under();
      for (const kind of ["nested", "shared", "service", "audio"]) {
        await subject.openCounting(`/starts/${kind}`);
        await subject.see("#done");
        await subject.page.reload(subject.patient);
        await subject.see("#done");
      }
    });

    it("that are service workers answer for the page, and are asked for its next document too", async () => {
      const subject = under();
      await subject.openCounting("/starts/service");
      await subject.see("#done");
      await subject.openCounting("/service/page");
      await subject.see("#done");
      const answer = `() => fetch("/service/hidden-failure").then((response) => response.text())`;
      expect(await subject.page.evaluate(answer, [], subject.patient)).toBe("made up");
      await subject.openCounting("/service/through");
      await subject.see("#done");
    });

    it("have the user's headers and language", async () => {
      const subject = under();
      const { connection, patient, odd } = subject;
      const options = subject.contextOptions({ locale: "de-CH", extraHeaders: { "x-extra": "1" } });
      const user = await connection.newContext(options);
      await user.page.navigate(`${odd.url}/contents`, patient);
      expect(await user.page.evaluate(ASK_A_WORKER, [], patient)).toEqual(["1", "de-CH", "de-CH"]);
      await connection.closeContext(user, 5000);
    });
  });
}

/** The headers of a worker's own request, and its language. */
const ASK_A_WORKER = `() => new Promise((resolve) => {
  const source = \`fetch("\${location.origin}/headers").then((response) => response.json())
    .then((headers) => postMessage([headers["x-extra"], headers["accept-language"].split(",")[0], navigator.language]))\`;
  new Worker(URL.createObjectURL(new Blob([source]))).onmessage = ({ data }) => resolve(data);
})`;
