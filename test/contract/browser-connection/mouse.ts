import { describe, expect, it } from "vitest";
import type { BrowserUnderTest } from "../browser-connection-host.js";

/** Logs the events of the mouse, their points and buttons. */
const LOGGED_PAGE = `<style>body { margin: 0; height: 3000px }</style><p id="heard" style="position: fixed; pointer-events: none; left: 500px"></p><script>
  for (const type of ["mousemove", "mousedown", "mouseup", "click", "dblclick"]) addEventListener(type, (event) => {
    heard.textContent += [type, event.clientX + "," + event.clientY, event.buttons + (event.shiftKey ? "+shift" : "")].join(" ") + "; "; }, true);</script>`;

export function describeMouse(subject: BrowserUnderTest): void {
  const heard = () => subject.text("#heard");

  describe("the mouse", () => {
    it("moves in steps, and presses and releases where it is", async () => {
      const { page, patient } = subject;
      await subject.openBody(LOGGED_PAGE);
      await page.mouse.move({ x: 10, y: 20 }, patient);
      await page.mouse.move({ x: 30, y: 40 }, { ...patient, steps: 2 });
      await page.mouse.down({ ...patient, button: "right" });
      await page.mouse.up({ ...patient, button: "right" });
      expect(await heard()).toBe("mousemove 10,20 0; mousemove 20,30 0; mousemove 30,40 0; mousedown 30,40 2; mouseup 30,40 0;");
    });

    it("clicks and double-clicks, with the modifiers that are held", async () => {
      const { page, patient } = subject;
      await subject.openBody(LOGGED_PAGE);
      await page.keyboard.down("Shift", patient);
      await page.mouse.click({ x: 5, y: 6 }, { ...patient, delayMs: 1 });
      await page.keyboard.up("Shift", patient);
      await page.mouse.click({ x: 7, y: 8 }, { ...patient, clickCount: 2 });
      const lines = (await heard()).split("; ");
      expect(lines.slice(0, 4)).toEqual([
        "mousemove 5,6 0+shift",
        "mousedown 5,6 1+shift",
        "mouseup 5,6 0+shift",
        "click 5,6 0+shift",
      ]);
      expect(lines.at(-1)).toBe("dblclick 7,8 0;");
    });

    it("turns its wheel", async () => {
      const { page, patient } = subject;
      await subject.openBody(LOGGED_PAGE);
      await page.mouse.move({ x: 100, y: 100 }, patient);
      await page.mouse.wheel({ x: 0, y: 400 }, patient);
      const scrolled = { source: "() => scrollY === 400", args: [] };
      expect(await page.waits.forFunction(scrolled, patient)).toBe(true);
    });

    it("drags and drops", async () => {
      const { page, patient } = subject;
      await subject.open("/controls");
      const middleOf = (id: string) =>
        page.evaluate(
          `() => { const { x, y, width, height } = document.querySelector("${id}").getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 }; }`,
          [],
          patient,
        ) as Promise<{ readonly x: number; readonly y: number }>;
      await page.pointer.hover("#drag", patient);
      await page.mouse.down(patient);
      await page.mouse.move(await middleOf("#drop"), { ...patient, steps: 3 });
      await page.mouse.up(patient);
      const log = await subject.log();
      for (const line of ["dragstart #drag", "drop #drop cargo", "dragend #drag"]) expect(log).toContain(line);
      // The drag is over: the mouse clicks again.
      await subject.click("#button");
      expect(await subject.log()).toContain("click #button");
    });

    it("lets go outside of the page of what it still holds", async () => {
      const { page, patient } = subject;
      await subject.openBody(`<button id="button">Button</button>${LOGGED_PAGE}`);
      await page.pointer.hover("#button", patient);
      await page.mouse.down(patient);
      await page.releaseInput(patient);
      await page.mouse.move({ x: 3, y: 4 }, patient);
      expect(await heard()).toMatch(/mousedown \d+,\d+ 1; .*mouseup -1,-1 0; .*mousemove 3,4 0;$/);
      expect(await heard()).not.toMatch(/click [^-]/);
    });

    it("lets a drag fail without an effect on the next one", async () => {
      const { page, patient } = subject;
      await subject.open("/controls");
      await subject.expectTimeout((brief) => page.pointer.dragAndDrop("#drag", "#nope", brief));
      await page.releaseInput(patient);
      await page.pointer.dragAndDrop("#drag", "#drop", patient);
      expect(await subject.log()).toContain("drop #drop cargo");
    });
  });
}
