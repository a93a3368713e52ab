import { describe, expect, it } from "vitest";
import type { BrowserUnderTest } from "../browser-connection-host.js";

export function describeForms(subject: BrowserUnderTest): void {
  describe("forms", () => {
    it("fill inputs, text areas and editable elements, and clear them", async () => {
      await subject.open("/controls");
      const { page, patient } = subject;
      await page.fill("#text", "after", patient);
      await page.fill("#textarea", "two\nlines", patient);
      await page.fill("#editable", "edited", patient);
      await page.fill("#date", "2026-02-03", patient);
      expect(await page.reads.inputValue("#text", patient)).toBe("after");
      expect(await page.reads.inputValue("#textarea", patient)).toBe("two\nlines");
      expect(await page.reads.textContent("#editable", patient)).toBe("edited");
      expect(await page.reads.inputValue("#date", patient)).toBe("2026-02-03");
      await page.clear("#text", patient);
      expect(await page.reads.inputValue("#text", patient)).toBe("");
      expect(await subject.log()).toContain("input #text after");
    });

    it("report why something cannot be filled", async () => {
      await subject.open("/controls");
      await expect(subject.page.fill("#hover", "x", subject.patient)).rejects.toMatchObject({ kind: "invalid" });
      await expect(subject.page.fill("#number", "x", subject.patient)).rejects.toMatchObject({ kind: "invalid" });
      await subject.expectTimeout((brief) => subject.page.fill("#readonly", "x", brief), "#readonly to be editable");
      await subject.expectTimeout((brief) => subject.page.fill("#nope", "x", brief), "#nope to be attached");
    });

    describe.each([
      ["date", "", ["2026-02-03", "10000-01-01", " 2026-02-03 ", ""], ["2026-02-30", "03.02.2026", "tomorrow"]],
      ["time", "", ["12:30", "12:30:15", "12:30:00", ""], ["25:00", "noon"]],
      ["month", "", ["2026-02", ""], ["2026-13", "February"]],
      ["week", "", ["2026-W05", ""], ["2026-W60", "5"]],
      ["datetime-local", "", ["2026-02-03T10:20", "2026-02-03T10:20:00", ""], ["2026-02-03T25:00", "now"]],
      ["color", "", ["#ff0000", "#FF0000", "#000000"], ["x", "", "#12345"]],
      ["range", 'min="0" max="100" step="5"', ["5", "100", "5.0"], ["7", "200", "-5", "x", ""]],
      ["number", "", ["5", "5.5", "1e3", " 5 ", "+5", ""], ["x", "5,5", "0x10", "Infinity", "1e"]],
    ])("fill a field of type %s", (type, attributes, taken, refused) => {
      it("with valid values", async () => {
        const { page, patient } = subject;
        await subject.openBody(`<input id="field" type="${type}" ${attributes}>`);
        for (const value of taken) {
          await page.fill("#field", value, patient);
          const now = await page.reads.inputValue("#field", patient);
          expect(value === "" ? now : now !== "", `${type} ${value}: ${now}`).toBe(value === "" ? "" : true);
        }
      });

      it.runIf(type === "number")("without the sign that a person may type before it", async () => {
        const { page, patient } = subject;
        await subject.openBody('<input id="field" type="number">');
        for (const [typed, stored] of [
          ["+5", "5"],
          [" +.5 ", ".5"],
        ] as const) {
          await page.fill("#field", typed, patient);
          expect(await page.reads.inputValue("#field", patient)).toBe(stored);
        }
      });

      it("not with invalid values, and the page notices nothing", async () => {
        const { page, patient } = subject;
        await subject.openBody(
          `<label id="label"><input id="field" type="${type}" ${attributes} oninput="heard.textContent = 'input'"></label>
          <div id="host"></div><p id="heard"></p><script>host.attachShadow({ mode: "open" }).innerHTML = '<input class="shadowed" type="${type}" ${attributes}>'</script>`,
        );
        const before = await page.reads.inputValue("#field", patient);
        for (const value of refused) {
          const refusal = { kind: "invalid", message: expect.stringMatching(/^Malformed value: input\[type=/) };
          await expect(page.fill("#field", value, patient), `${type} ${value}`).rejects.toMatchObject(refusal);
          await expect(page.fill("#label", value, patient)).rejects.toMatchObject(refusal);
          await expect(page.fill("div >> .shadowed", value, patient)).rejects.toMatchObject(refusal);
        }
        expect(await page.reads.inputValue("#field", patient)).toBe(before);
        expect(await page.reads.textContent("#heard", patient)).toBe("");
      });
    });

    it("that are disabled are waited for before their value is minded", async () => {
      await subject.openBody('<input id="field" type="range" disabled>');
      await subject.expectTimeout((brief) => subject.page.fill("#field", "wrong", brief));
    });

    it("check and uncheck, each only once", async () => {
      await subject.open("/controls");
      const { page, patient } = subject;
      await page.pointer.check("#checkbox", patient);
      await page.pointer.check("#checkbox", patient);
      expect(await page.reads.isChecked("#checkbox", patient)).toBe(true);
      await page.pointer.uncheck("#checkbox", patient);
      expect(await page.reads.isChecked("#checkbox", patient)).toBe(false);
      expect((await subject.log()).filter((line) => line.startsWith("change #checkbox"))).toHaveLength(2);
    });

    it("check radio buttons, which cannot be unchecked", async () => {
      await subject.open("/controls");
      const { page, patient } = subject;
      await page.pointer.check("#radio-a", patient);
      await page.pointer.check("#radio-b", patient);
      expect(await page.reads.isChecked("#radio-a", patient)).toBe(false);
      await expect(page.pointer.uncheck("#radio-b", patient)).rejects.toMatchObject({ kind: "invalid" });
      await expect(page.pointer.check("#button", patient)).rejects.toMatchObject({ kind: "invalid" });
    });

    it("select an option by value, label and index", async () => {
      await subject.open("/controls");
      const { page, patient } = subject;
      expect(await page.selectOption("#select", ["green"], patient)).toEqual(["green"]);
      expect(await page.selectOption("#select", ["Red"], patient)).toEqual(["red"]);
      expect(await page.selectOption("#select", [{ value: "green" }], patient)).toEqual(["green"]);
      expect(await page.selectOption("#select", [{ label: "Red" }], patient)).toEqual(["red"]);
      expect(await page.selectOption("#select", [{ index: 2 }], patient)).toEqual(["green"]);
      expect((await subject.log()).filter((line) => line.startsWith("change #select green"))).not.toEqual([]);
    });

    it("select several options", async () => {
      await subject.open("/controls");
      const { page, patient } = subject;
      expect(await page.selectOption("#multi", ["one", "three"], patient)).toEqual(["one", "three"]);
      expect(await page.selectOption("#multi", [{ index: 1 }, { label: "Three" }], patient)).toEqual(["two", "three"]);
      expect(await page.selectOption("#multi", ["one", { label: "Two" }], patient)).toEqual(["one", "two"]);
      expect(await page.selectOption("#multi", [], patient)).toEqual([]);
    });

    it("clear the selection, even of a single select", async () => {
      await subject.open("/controls");
      const { page, patient } = subject;
      expect(await page.selectOption("#select", [], patient)).toEqual([]);
      expect(await page.reads.inputValue("#select", patient)).toBe("");
    });

    it("wait until their surroundings are no longer inert", async () => {
      await subject.openOdd("/inert");
      const { page, patient } = subject;
      await subject.expectTimeout((brief) => page.fill("#field", "x", brief), "#field not to be inert");
      await subject.expectTimeout((brief) => page.selectOption("#choice", ["two"], brief), "#choice not to be inert");
      await subject.expectTimeout((brief) => subject.click("#button", brief), "#button not to be inert");
      await subject.expectTimeout((brief) => subject.click("#label", brief), "#label not to be inert");
      await page.evaluate("() => { setTimeout(() => { around.inert = false; }, 200); }", [], patient);
      await page.fill("#field", "x", patient);
      expect(await page.selectOption("#choice", ["two"], patient)).toEqual(["two"]);
      await subject.click("#button");
      expect(await subject.text("#button")).toBe("clicked");
    });

    it("report why something cannot be selected", async () => {
      await subject.open("/controls");
      await expect(subject.page.selectOption("#text", ["x"], subject.patient)).rejects.toMatchObject({ kind: "invalid" });
      await subject.expectTimeout(
        (brief) => subject.page.selectOption("#select", ["nope"], brief),
        "#select to have those options",
      );
    });

    it("submit like their button", async () => {
      await subject.open("/plain-form");
      await subject.page.fill("#name", "Ada", subject.patient);
      await subject.page.submitForm("#plain-form", subject.patient);
      expect(await subject.text("#posted")).toBe("name=Ada, email=");
    });

    it("submit with the button's own value, and without a button", async () => {
      await subject.openOdd("/forms");
      await subject.page.submitForm("#named", subject.patient);
      expect(subject.page.url()).toBe(`${subject.odd.url}/strict?submit=&requestSubmit=&by=button`);
      await subject.openOdd("/forms");
      await subject.page.submitForm("form >> nth=0", subject.patient);
      expect(subject.page.url()).toBe(`${subject.odd.url}/strict?a=1`);
    });

    it("submit when the page handles it or the answer is not a page", async () => {
      await subject.openOdd("/forms");
      await subject.page.submitForm("#prevented", subject.patient);
      expect(await subject.text("#count")).toBe("1");
      await subject.page.submitForm("#nowhere", subject.patient);
      expect(await subject.text("#count")).toBe("1");
    });

    it("submit without a navigation or into another page: as a dialog's answer, or with a target", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/forms");
      await page.submitForm("#answer", patient);
      expect(await page.evaluate("() => [dialog.open, dialog.returnValue]", [], patient)).toEqual([false, "yes"]);
      await page.submitForm("#aside", patient);
      expect(new URL(page.url()).pathname).toBe("/forms");
    });

    it("report why they cannot be submitted", async () => {
      await subject.openOdd("/forms");
      await expect(subject.page.submitForm("#count", subject.patient)).rejects.toMatchObject({
        kind: "invalid",
        message: "#count is not a form",
      });
      await subject.expectTimeout((brief) => subject.page.submitForm("#nope", brief), "#nope to be attached");
      await subject.expectTimeout((brief) => subject.page.submitForm("#late", brief));
    });
  });
}
