import { describe, expect, it } from "vitest";
import { inFrame } from "../../../src/base/frame-selector.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

/** Logs the keys that `#field` hears. */
const LOGGED_FIELD = `<input id="field"><p id="heard"></p><script>
  for (const type of ["keydown", "keyup"]) field.addEventListener(type, (event) => {
    const held = ["alt", "ctrl", "meta", "shift"].filter((name) => event[name + "Key"]).map((name) => name + "+").join("");
    heard.textContent += (type === "keydown" ? (event.repeat ? "again " : "") : "up ") + held + event.key + "; "; });</script>`;

export function describeKeys(subject: BrowserUnderTest): void {
  const heard = () => subject.text("#heard");
  const value = () => subject.page.reads.inputValue("#field", subject.patient);

  describe("keys", () => {
    it("are held, repeated and released, and change what others type", async () => {
      const { keyboard } = subject.page;
      const { page, patient } = subject;
      await subject.openBody(LOGGED_FIELD);
      await page.focus("#field", patient);
      await keyboard.down("Shift", patient);
      await keyboard.press("KeyA", patient);
      await keyboard.up("Shift", patient);
      await keyboard.down("b", patient);
      await keyboard.down("b", patient);
      await keyboard.up("b", patient);
      expect(await heard()).toBe("shift+Shift; shift+A; up shift+A; up Shift; b; again b; up b;");
      expect(await value()).toBe("Abb");
    });

    it("are pressed in chords where the focus is", async () => {
      const { page, patient } = subject;
      await subject.openBody(LOGGED_FIELD);
      await page.focus("#field", patient);
      await page.keyboard.insertText("old", patient);
      await page.keyboard.press("Control+a", patient);
      await page.keyboard.press("Backspace", { ...patient, delayMs: 5 });
      expect(await heard()).toBe("ctrl+Control; ctrl+a; up ctrl+a; up Control; Backspace; up Backspace;");
      expect(await value()).toBe("");
      await expect(page.keyboard.press("Control+Nokey", patient)).rejects.toMatchObject({ kind: "invalid" });
      await expect(page.keyboard.down("Nokey", patient)).rejects.toMatchObject({ kind: "invalid" });
    });

    it("type a text, and insert what no key types", async () => {
      const { page, patient } = subject;
      await subject.openBody(LOGGED_FIELD);
      await page.focus("#field", patient);
      await page.keyboard.type("aB é🙂", { ...patient, delayMs: 1 });
      expect(await value()).toBe("aB é🙂");
      expect(await heard()).toBe("a; up a; B; up B; ; up ;");
    });

    it("are not heard when text is inserted", async () => {
      const { page, patient } = subject;
      await subject.openBody(LOGGED_FIELD);
      await page.focus("#field", patient);
      await page.keyboard.insertText("two words", patient);
      expect(await value()).toBe("two words");
      expect(await heard()).toBe("");
    });

    it("that an element gets are held for the delay", async () => {
      const { page, patient } = subject;
      await subject.openBody(
        `<input id="field"><p id="heard"></p><script>
          field.onkeydown = ({ timeStamp }) => { start = timeStamp; };
          field.onkeyup = ({ key, timeStamp }) => { heard.textContent += key + (timeStamp - start >= 20); };</script>`,
      );
      await page.keyboard.pressOn("#field", "x", { ...patient, delayMs: 30 });
      await page.keyboard.typeInto("#field", "yz", { ...patient, delayMs: 30 });
      expect(await heard()).toBe("xtrueytrueztrue");
      expect(await value()).toHaveLength(3);
    });

    it("type into a frame", async () => {
      const { page, patient } = subject;
      await subject.openBody(`<iframe id="frame" srcdoc="<input id=field>"></iframe>`);
      await page.keyboard.typeInto(inFrame("#frame", "#field"), "inside", patient);
      expect(await page.reads.inputValue(inFrame("#frame", "#field"), patient)).toBe("inside");
      await page.keyboard.selectText(inFrame("#frame", "#field"), patient);
      await page.keyboard.type("new", patient);
      expect(await page.reads.inputValue(inFrame("#frame", "#field"), patient)).toBe("new");
    });

    it("end with the operation, which fails with a timeout", async () => {
      const { page } = subject;
      await subject.openBody(LOGGED_FIELD);
      await subject.expectTimeout((brief) => page.keyboard.typeInto("#field", "slowly", { ...brief, delayMs: 200 }));
      await subject.expectTimeout((brief) => page.keyboard.pressOn("#nope", "a", brief), "#nope to be attached");
    });

    it("that are still held are released, and nothing else happens", async () => {
      const { page, patient } = subject;
      await subject.openBody(LOGGED_FIELD);
      await page.focus("#field", patient);
      await page.keyboard.down("Shift", patient);
      await page.keyboard.down("KeyQ", patient);
      await page.releaseInput(patient);
      expect(await heard()).toMatch(/^shift\+Shift; shift\+Q; up shift\+Q; up Shift;$/);
      await page.releaseInput(patient);
      await page.keyboard.press("KeyQ", patient);
      expect(await heard()).toMatch(/up Shift; q; up q;$/);
    });
  });

  it.each([
    ["an input", `<input id="it" value="words">`, "words"],
    ["a text area", `<textarea id="it">words</textarea>`, "words"],
    ["another element", `<p id="it">some <b>words</b></p>`, "some words"],
  ])("selects the text of %s", async (_, body, text) => {
    const { page, patient } = subject;
    await subject.openBody(body);
    await page.keyboard.selectText("#it", patient);
    const selected = `() => it.selectionEnd === undefined ? getSelection().toString() : it.value.slice(it.selectionStart, it.selectionEnd)`;
    expect(await page.evaluate(selected, [], patient)).toBe(text);
  });

  it("waits until the element whose text it selects is visible, unless it is forced", async () => {
    const { page, patient } = subject;
    await subject.openBody(`<input id="it" value="words" style="visibility: hidden">`);
    await subject.expectTimeout((brief) => page.keyboard.selectText("#it", brief), "#it to be visible");
    await page.keyboard.selectText("#it", { ...patient, force: true });
  });

  it("fills, clears and selects by force what is not ready", async () => {
    const { page, patient } = subject;
    await subject.openBody(
      `<input id="field" value="old" style="visibility: hidden"><select id="list" disabled><option>one<option>two</select>`,
    );
    const forced = { ...patient, force: true };
    expect(await page.selectOption("#list", ["two"], forced)).toEqual(["two"]);
    await expect(page.fill("#field", "new", forced)).resolves.toBeUndefined();
    await subject.expectTimeout((brief) => page.clear("#field", brief));
  });

  describe("dispatched events", () => {
    it("are of their type's class, bubble and have their properties", async () => {
      const { page, patient } = subject;
      const types = [
        "click",
        "mouseenter",
        "keydown",
        "touchstart",
        "pointerup",
        "focus",
        "drop",
        "wheel",
        "devicemotion",
        "own",
      ];
      await subject.openBody(
        `<div id="around"><b id="it">it</b></div><p id="heard"></p><script>for (const type of ${JSON.stringify(types)}) around.addEventListener(type, (event) => {
          heard.textContent += [type, event.constructor.name, event.target.id, event.isTrusted, event.cancelable, event.composed, event.key ?? event.button ?? event.touches?.[0]?.identifier ?? ""].join(" ") + "; "; });</script>`,
      );
      const init = { key: "x", button: 2, touches: [{ identifier: 4, clientX: 1 }] };
      for (const type of types) await page.dispatchEvent("#it", { type, init }, patient);
      expect((await heard()).split("; ").map((line) => line.replace(/;$/, "").trim())).toEqual([
        "click MouseEvent it false true true 2",
        "mouseenter Event it false true true",
        "keydown KeyboardEvent it false true true x",
        "touchstart TouchEvent it false true true 4",
        "pointerup PointerEvent it false true true 2",
        "focus FocusEvent it false true true",
        "drop DragEvent it false true true 2",
        "wheel WheelEvent it false true true 2",
        "devicemotion DeviceMotionEvent it false true true",
        "own Event it false true true",
      ]);
    });

    it("need not bubble, and reach frames", async () => {
      const { page, patient } = subject;
      await subject.openBody(
        `<div onown="1" id="around"><b id="it">it</b></div><p id="heard"></p><script>around.addEventListener("own", () => { heard.textContent += "around "; });
          it.addEventListener("own", () => { heard.textContent += "it "; });</script><iframe id="frame" srcdoc="<b id=it onclick='this.textContent = 1'>it</b>"></iframe>`,
      );
      await page.dispatchEvent("#it", { type: "own", init: { bubbles: false } }, patient);
      expect(await heard()).toBe("it");
      await page.dispatchEvent(inFrame("#frame", "#it"), { type: "click", init: {} }, patient);
      expect(await subject.text(inFrame("#frame", "#it"))).toBe("1");
      await subject.expectTimeout(
        (brief) => page.dispatchEvent("#nope", { type: "click", init: {} }, brief),
        "#nope to be attached",
      );
    });
  });
}
