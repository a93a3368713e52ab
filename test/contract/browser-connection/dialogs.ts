import { describe, expect, it } from "vitest";
import { inFrame } from "../../../src/base/frame-selector.js";
import type { Dialog, DialogReply } from "../../../src/scenario/ports/dialogs.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const ASKING = `<button id="ask" onclick="alert('Mind'); answer.textContent = [confirm('Sure?'), prompt('Name?', 'Bob')].join()">Ask</button>
  <button id="later" onclick="setTimeout(() => { answer.textContent = confirm('Later?'); }, 50)">Later</button><p id="answer"></p>`;

/** Asks whether to leave, once it has been clicked. */
const STAYING = `<button id="b">B</button> <a id="away" href="/strict">Away</a><p id="text">staying</p>
  <script>onbeforeunload = (event) => event.preventDefault();</script>`;

export function describeDialogs(subject: BrowserUnderTest): void {
  const answer = (reply: (dialog: Dialog) => DialogReply | Promise<DialogReply>) => {
    const shown: Dialog[] = [];
    subject.page.dialogs.answerWith((dialog) => {
      shown.push(dialog);
      return reply(dialog);
    });
    return shown;
  };
  const openStaying = async () => {
    await subject.openBody(STAYING);
    await subject.click("#b");
  };

  describe("dialogs", () => {
    it("are dismissed without being asked for, and block nothing", async () => {
      await subject.openBody(ASKING);
      await subject.click("#ask");
      expect(await subject.text("#answer")).toBe("false,");
    });

    it("are answered by their type, message and default value, and name their page", async () => {
      await subject.openBody(ASKING);
      const shown = answer(({ type }) => (type === "prompt" ? { accept: "Ann" } : "accept"));
      await subject.click("#ask");
      expect(await subject.text("#answer")).toBe("true,Ann");
      const url = subject.page.url();
      expect(shown).toEqual([
        { type: "alert", message: "Mind", defaultValue: "", url },
        { type: "confirm", message: "Sure?", defaultValue: "", url },
        { type: "prompt", message: "Name?", defaultValue: "Bob", url },
      ]);
    });

    it("take the proposed text of a prompt that is accepted without one, or an empty text", async () => {
      await subject.openBody(ASKING);
      answer(() => "accept");
      await subject.click("#ask");
      expect(await subject.text("#answer")).toBe("true,Bob");
      answer(() => new Promise((give) => setImmediate(() => give({ accept: "" }))));
      await subject.click("#ask");
      expect(await subject.text("#answer")).toBe("true,");
    });

    it("that come between operations are answered, too", async () => {
      await subject.openBody(
        `<p id="answer"></p><script>onload = () => setTimeout(() => { answer.textContent = confirm("Now?"); }, 20)</script>`,
      );
      answer(() => "accept");
      await expect.poll(() => subject.text("#answer"), { timeout: 20_000 }).toMatch(/true|false/);
    });

    it("of frames are answered once each", async () => {
      const ask = "Asks: <button id='ask' onclick='this.textContent = confirm(1)'>Ask</button>";
      const framed = `/given?${new URLSearchParams({ body: ask }).toString()}`;
      await subject.openBody(`<iframe id="same" src="${framed}"></iframe><iframe id="other" src="OTHER${framed}"></iframe>`);
      const shown = answer(() => "accept");
      for (const frame of ["#same", "#other"]) {
        await subject.click(inFrame(frame, "#ask"));
        expect(await subject.text(inFrame(frame, "#ask"))).toBe("true");
      }
      expect(shown).toHaveLength(2);
    });

    it("can be waited for, also when they come later", async () => {
      const { page, patient } = subject;
      await subject.openBody(ASKING);
      const watch = page.dialogs.watch();
      await subject.click("#later");
      expect(await watch.next(patient)).toMatchObject({ type: "confirm", message: "Later?" });
      watch.end();
    });

    it("fail a wait for one that does not come, or that ends", async () => {
      const { page, patient } = subject;
      await subject.openBody(ASKING);
      const watch = page.dialogs.watch();
      await subject.expectTimeout((brief) => watch.next(brief), "a dialog; none was opened");
      const stop = new AbortController();
      const waiting = expect(watch.next({ ...patient, signal: stop.signal })).rejects.toMatchObject({ kind: "aborted" });
      stop.abort();
      await waiting;
      watch.end();
    });

    it("before unload let the page be left unless they are dismissed", async () => {
      const { page, patient } = subject;
      await openStaying();
      await page.navigate(`${subject.odd.url}/strict`, patient);
      expect(await subject.text("#text")).toBe("strict");
    });

    it("before unload that are dismissed fail navigations at once, and the page stays usable", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/first-match");
      await openStaying();
      const shown = answer(() => "dismiss");
      const stays = { kind: "invalid", message: "the page was not left: its beforeunload dialog was dismissed" };
      await expect(page.navigate(`${subject.odd.url}/strict`, patient)).rejects.toMatchObject(stays);
      await expect(page.reload(patient)).rejects.toMatchObject(stays);
      await expect(page.history.goBack(patient)).rejects.toMatchObject(stays);
      expect(shown.map(({ type }) => type)).toEqual(["beforeunload", "beforeunload", "beforeunload"]);
      expect(await subject.text("#text")).toBe("staying");
      answer(() => "accept");
      await page.navigate(`${subject.odd.url}/strict`, patient);
      expect(await subject.text("#text")).toBe("strict");
    });

    it("before unload that are dismissed keep a click from leaving, and do not hang it", async () => {
      await openStaying();
      answer(() => "dismiss");
      await subject.click("#away");
      await subject.click("#b");
      expect(await subject.text("#text")).toBe("staying");
    });

    it("do not include permission prompts, which hang nothing", async () => {
      const { page, patient } = subject;
      await subject.openBody(`<p id="text">here</p>`);
      const asked = `async () => {
        const geolocation = await new Promise((done) => navigator.geolocation.getCurrentPosition(() => done("allowed"), () => done("denied"), { timeout: 1000 }));
        return [geolocation, await Notification.requestPermission()];
      }`;
      expect(await page.evaluate(asked, [], patient)).toEqual(["denied", expect.stringMatching(/denied|default/)]);
      expect(await subject.text("#text")).toBe("here");
    });
  });
}
