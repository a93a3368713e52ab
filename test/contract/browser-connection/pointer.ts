import { describe, expect, it } from "vitest";
import { inFrame } from "../../../src/base/frame-selector.js";
import type { ClickOptions } from "../../../src/scenario/ports/pointer.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

/** Logs the pointer's events on `#box`: type, button, count, modifiers, and the point relative to the padding box. */
const LOGGED_BOX = `<div id="box" tabindex="0" style="width: 200px; height: 100px; border: 7px solid; margin: 40px">box</div><p id="heard"></p>
  <script>
    const held = (event) => ["alt", "ctrl", "meta", "shift"].filter((name) => event[name + "Key"]).join("+") || "–";
    for (const type of ["mousemove", "mousedown", "mouseup", "click", "dblclick", "auxclick", "contextmenu"])
      box.addEventListener(type, (event) => { event.preventDefault();
        heard.textContent += [type, event.button, event.detail, held(event), event.offsetX + "," + event.offsetY].join(" ") + "; "; });
  </script>`;

export function describePointer(subject: BrowserUnderTest): void {
  const heard = async () => (await subject.text("#heard")).split("; ").map((line) => line.replace(/;$/, "").trim());

  describe("a click with options", () => {
    it.each<[string, Partial<ClickOptions>, readonly string[]]>([
      ["no options", {}, ["mousemove 0 0 – 100,50", "mousedown 0 1 – 100,50", "mouseup 0 1 – 100,50", "click 0 1 – 100,50"]],
      [
        "the right button",
        { button: "right" },
        [
          "mousemove 0 0 – 100,50",
          "mousedown 2 1 – 100,50",
          "contextmenu 2 0 – 100,50",
          "mouseup 2 1 – 100,50",
          "auxclick 2 1 – 100,50",
        ],
      ],
      [
        "the middle button, at a position",
        { button: "middle", position: { x: 3, y: 90 } },
        ["mousemove 0 0 – 3,90", "mousedown 1 1 – 3,90", "mouseup 1 1 – 3,90", "auxclick 1 1 – 3,90"],
      ],
      [
        "modifiers",
        { modifiers: ["Shift", "Alt"], position: { x: 0, y: 0 } },
        ["mousemove 0 0 alt+shift 0,0", "mousedown 0 1 alt+shift 0,0", "mouseup 0 1 alt+shift 0,0", "click 0 1 alt+shift 0,0"],
      ],
      [
        "a count of clicks",
        { clickCount: 2, delayMs: 5, position: { x: 1, y: 1 } },
        [
          "mousemove 0 0 – 1,1",
          ...["mousedown 0 1 – 1,1", "mouseup 0 1 – 1,1", "click 0 1 – 1,1"],
          ...["mousedown 0 2 – 1,1", "mouseup 0 2 – 1,1", "click 0 2 – 1,1", "dblclick 0 2 – 1,1"],
        ],
      ],
    ])("sends the events of a mouse: %s", async (_, options, events) => {
      await subject.openBody(LOGGED_BOX);
      expect(await subject.click("#box", options)).toEqual({ wasHeld: false });
      expect(await heard()).toEqual(events);
    });

    it("holds the button for the delay", async () => {
      await subject.openBody(
        `<button id="button">Button</button><p id="heard"></p><script>
          button.onmousedown = ({ timeStamp }) => { start = timeStamp; };
          button.onmouseup = ({ timeStamp }) => { heard.textContent = timeStamp - start >= 40; };</script>`,
      );
      await subject.click("#button", { delayMs: 50 });
      expect(await subject.text("#heard")).toBe("true");
    });

    it("fails with a timeout in the middle of a longer delay, and then releases the button", async () => {
      const { page, patient } = subject;
      await subject.openBody(
        `<button id="button">Button</button><p id="heard"></p><script>for (const type of ["mousedown", "mouseup", "click"])
          addEventListener(type, () => { heard.textContent += type + " "; }, true);</script>`,
      );
      await subject.expectTimeout((brief) => subject.click("#button", { ...brief, delayMs: 5000 }));
      await page.releaseInput(patient);
      await page.pointer.hover("#button", patient);
      await subject.page.evaluate("() => { heard.textContent += '| '; }", [], patient);
      await subject.click("#button");
      expect(await subject.text("#heard")).toMatch(/^mousedown mouseup (click )?\| mousedown mouseup click$/);
    });

    it("aims at a position far inside an element that is larger than the viewport, and inside a frame", async () => {
      const tall = `<div id="tall" style="height: 3000px; border-top: 5px solid" onclick="said.textContent = event.offsetY"></div>`;
      await subject.openBody(`<p id="said" style="position: fixed; left: 200px"></p>${tall}`);
      await subject.click("#tall", { position: { x: 20, y: 2900 } });
      expect(await subject.text("#said")).toBe("2900");
      const inner = `<div style="height: 400px"></div><b id="said"></b>${tall}`.replaceAll('"', "&quot;");
      await subject.openBody(`<iframe id="frame" srcdoc="${inner}"></iframe>`);
      await subject.click(inFrame("#frame", "#tall"), { position: { x: 20, y: 1500 } });
      expect(await subject.text(inFrame("#frame", "#said"))).toBe("1500");
    });

    it("fails with a timeout when another element is at the position, which gets no click", async () => {
      await subject.openBody(`${LOGGED_BOX}<script>clicks = 0; onclick = () => { clicks++; };</script>`);
      await subject.expectTimeout((brief) => subject.click("#box", { ...brief, position: { x: 500, y: 20 } }), /^#box /);
      expect(await subject.page.evaluate("() => clicks", [], subject.patient)).toBe(0);
    });

    it("only waits and checks as a trial", async () => {
      const { page, patient } = subject;
      await subject.open("/controls?after=100");
      const trial = { ...patient, trial: true };
      await subject.click("#disabled", { trial: true });
      await page.pointer.dblclick("#double", trial);
      await page.pointer.check("#checkbox", trial);
      await page.pointer.dragAndDrop("#drag", "#drop", trial);
      expect((await subject.log()).filter((line) => !/^later$/.test(line))).toEqual([]);
      expect(await page.reads.isChecked("#checkbox", patient)).toBe(false);
      await subject.expectTimeout((brief) => subject.click("#never", { ...brief, trial: true }));
    });
  });

  it("double-clicks", async () => {
    await subject.open("/controls?after=0");
    expect(await subject.page.pointer.dblclick("#double", { ...subject.patient, delayMs: 2 })).toEqual({ wasHeld: false });
    expect(await subject.log()).toEqual(expect.arrayContaining(["click #double", "dblclick #double"]));
  });

  it("holds a double click while the element awaits LiveView's reply", async () => {
    const { page, patient } = subject;
    await subject.openOdd("/live-signs");
    await subject.expectTimeout((brief) => page.pointer.dblclick("#inner", brief), /^#inner .*reply/);
    expect(await subject.text("#clicks")).toBe("0");
    const clicking = page.pointer.dblclick("#inner", patient);
    await page.evaluate(
      `() => new Promise((done) => setTimeout(() => { document.querySelector("#outer").removeAttribute("data-phx-ref-src"); done(); }, 200))`,
      [],
      patient,
    );
    expect(await clicking).toEqual({ wasHeld: true });
    expect(await subject.text("#clicks")).toBe("2");
  });

  it("checks, unchecks and hovers by force, although the element moves all the time", async () => {
    const { page, patient } = subject;
    await subject.openBody(
      `<input type="checkbox" id="box" style="position: relative"><b id="heard">–</b><script>
        box.animate([{ left: "0px" }, { left: "3px" }], { duration: 200, iterations: Infinity, direction: "alternate" });
        box.onmouseenter = () => { heard.textContent = "entered"; };</script>`,
    );
    const forced = { ...patient, force: true };
    await subject.expectTimeout((brief) => page.pointer.hover("#box", brief), "#box to be stable");
    expect(await subject.text("#heard")).toBe("–");
    await page.pointer.hover("#box", forced);
    expect(await subject.text("#heard")).toBe("entered");
    await page.pointer.check("#box", { ...forced, position: { x: 6, y: 6 } });
    expect(await page.reads.isChecked("#box", patient)).toBe(true);
    await page.pointer.uncheck("#box", forced);
    expect(await page.reads.isChecked("#box", patient)).toBe(false);
  });

  it("holds modifiers while it hovers, and no longer", async () => {
    const { page, patient } = subject;
    await subject.openBody(LOGGED_BOX);
    await page.pointer.hover("#box", { ...patient, modifiers: ["Control"], position: { x: 5, y: 6 } });
    await subject.click("#box", { position: { x: 5, y: 6 } });
    const lines = await heard();
    expect(lines[0]).toBe("mousemove 0 0 ctrl 5,6");
    expect(lines).toContain("click 0 1 – 5,6");
  });

  it("drags from a position to a position, in steps", async () => {
    const { page, patient } = subject;
    await subject.openBody(
      `<style>div { width: 100px; height: 60px; border: 3px solid; margin: 10px }</style><div id="from">From</div><div id="to">To</div><p id="heard"></p>
        <script>from.onmousedown = ({ offsetX, offsetY }) => { heard.textContent += "down " + offsetX + "," + offsetY + " "; };
          onmousemove = ({ buttons }) => { if (buttons === 1) moves++; }; moves = 0;
          to.onmouseup = ({ offsetX, offsetY }) => { heard.textContent += "up " + offsetX + "," + offsetY + " after " + moves; };</script>`,
    );
    const positions = { sourcePosition: { x: 11, y: 12 }, targetPosition: { x: 81, y: 52 } };
    await page.pointer.dragAndDrop("#from", "#to", { ...patient, ...positions, steps: 4 });
    expect(await subject.text("#heard")).toBe("down 11,12 up 81,52 after 4");
  });

  it("scrolls an element into view that is not visible, once it stands still", async () => {
    const { page, patient } = subject;
    await subject.openBody(`<p id="low" style="margin-top: 3000px; visibility: hidden">Low</p><p id="gone" hidden>Gone</p>`);
    await page.pointer.scrollIntoViewIfNeeded("#low", patient);
    const box = await page.evaluate("() => low.getBoundingClientRect().bottom <= innerHeight && scrollY > 0", [], patient);
    expect(box).toBe(true);
    await subject.expectTimeout((brief) => page.pointer.scrollIntoViewIfNeeded("#gone", brief));
  });

  it("does not take an element for stable whose frame is out of view and not drawn", async () => {
    // Frames of another site that are out of view get no animation frames.
    const moving = `<button id="moving" style="position: relative">Moving</button>
      <script>moving.animate([{ left: "0px" }, { left: "120px" }], { duration: 300, iterations: Infinity, direction: "alternate" })</script>`;
    const source = `OTHER/given?${new URLSearchParams({ body: moving }).toString()}`;
    await subject.openBody(`<div style="height: 4000px"></div><iframe id="frame" src="${source}"></iframe>`);
    const inside = inFrame("#frame", "#moving");
    await subject.page.waitForSelector(inside, { ...subject.patient, state: "attached" });
    await expect(subject.click(inside, { timeoutMs: 600 })).rejects.toMatchObject({ kind: "timeout" });
  });

  describe("a touch screen", () => {
    it("is missing without hasTouch", async () => {
      await subject.open("/controls");
      await expect(subject.page.pointer.tap("#button", subject.patient)).rejects.toMatchObject({
        kind: "invalid",
        message: "The page does not support tap. Use hasTouch context option to enable touch support.",
      });
    });

    it("is tapped, but not where an element awaits LiveView's reply", async () => {
      await subject.closeUser();
      await subject.openUser({ hasTouch: true });
      const { page, patient } = subject;
      await subject.openBody(
        `<button id="button" style="width: 100px; height: 40px; border: 0">Button</button><p id="heard"></p><script>
          const held = ({ shiftKey }) => (shiftKey ? " shift" : "");
          for (const type of ["pointerdown", "touchstart", "pointerup", "touchend", "click"])
            button.addEventListener(type, (event) => { heard.textContent += type + held(event) + " "; if (type === "click") done.hidden = false; });
        </script><p id="done" hidden>done</p>`,
      );
      await page.pointer.tap("#button", { ...patient, trial: true });
      expect(await subject.text("#heard")).toBe("");
      expect(await page.pointer.tap("#button", { ...patient, modifiers: ["Shift"], position: { x: 9, y: 9 } })).toEqual({
        wasHeld: false,
      });
      await subject.see("#done");
      expect(await subject.text("#heard")).toMatch(/^pointerdown shift touchstart shift pointerup shift touchend shift click/);
      await subject.openOdd("/live-signs");
      await subject.expectTimeout((brief) => page.pointer.tap("#inner", brief), /^#inner .*reply/);
    });
  });
}
