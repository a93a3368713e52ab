import { describe, expect, it } from "vitest";
import type { BrowserUnderTest } from "../browser-connection-host.js";

export function describeActions(subject: BrowserUnderTest): void {
  describe("actions", () => {
    it.each([
      ["is added later", "#added"],
      ["is enabled later", "#disabled"],
      ["is shown later", "#hidden"],
      ["is uncovered later", "#covered"],
      ["moves first", "#moving"],
      ["is far below", "#far"],
    ])("click an element that %s", async (_, selector) => {
      await subject.open("/controls?after=200");
      expect(await subject.click(selector)).toEqual({ wasHeld: false });
      expect(await subject.log()).toContain(`click ${selector}`);
    });

    it.each([
      ["#nope", /^#nope to be attached$/],
      ["#never", /^#never to be enabled$/],
      ["#invisible", /^#invisible to be visible$/],
      ["#covered", /^#covered to receive clicks: it is covered by <span class="overlay">/],
      ["#moving", /^#moving to be stable$/],
    ])("report what a click timed out on: %s", async (selector, lacking) => {
      await subject.open("/controls?after=60000");
      await subject.expectTimeout((brief) => subject.click(selector, brief), lacking);
    });

    it("click a covered element when forced", async () => {
      await subject.open("/controls?after=60000");
      await subject.click("#covered", { force: true });
      expect(await subject.log()).not.toContain("click #covered");
    });

    it.each([
      ["#outside", "Element is outside of the viewport"],
      ["#unseen", "Element is not visible"],
    ])("fail at once when forced on an unreachable element: %s", async (selector, message) => {
      await subject.openOdd("/out-of-reach");
      await expect(subject.click(selector, { force: true })).rejects.toMatchObject({ kind: "invalid", message });
    });

    it("use the first match", async () => {
      await subject.openOdd("/first-match");
      await subject.click("button");
      expect(await subject.page.evaluate("() => window.hit", [], subject.patient)).toBe(1);
      expect(await subject.text(".twin")).toBe("one");
    });

    it.each(["#label", "#link"])("aim at the first box of an inline element: %s", async (selector) => {
      await subject.openOdd("/aim");
      await subject.click(selector);
      expect(await subject.text("#hits")).toMatch(/^words/);
    });

    it("scroll at once, even on pages with smooth scrolling", async () => {
      await subject.openOdd("/smooth");
      await subject.click("#low");
      expect(Number(await subject.text("#scrolls"))).toBeLessThan(3);
    });

    it("click inside an open shadow root", async () => {
      await subject.open("/shadow");
      await subject.click("#shadow-button");
      expect(await subject.text("#clicks")).toBe("1");
    });

    it.each([
      ["the link", "#link"],
      ["its host", "#host"],
      ["the text", "text=lines"],
    ])("click a link around slotted text in a shadow root, by %s", async (_, selector) => {
      await subject.openBody(
        `<style>my-link { display: block; width: 60px }</style><my-link id="host"><template shadowrootmode="open">
        <a id="link" href="#there"><slot></slot></a></template>lines lines lines lines lines</my-link>`,
      );
      await subject.click(selector);
      expect(new URL(subject.page.url()).hash).toBe("#there");
    });

    it("aim at the rendered content of a shadow root", async () => {
      await subject.openBody(
        `<my-button id="host"><template shadowrootmode="open"><b>before, which is long</b> <i><slot></slot></i></template>words</my-button>
        <p id="heard"></p><script>onclick = (event) => { heard.textContent = event.composedPath()[0].localName; }</script>`,
      );
      await subject.click("#host");
      expect(await subject.text("#heard")).toBe("b");
    });

    it.each([
      ["text", "text"],
      ["an element", "<span>text</span>"],
      ["a box after an empty one", '<i></i><b style="display: block; width: 50px; height: 20px"></b>'],
    ])("click a button without its own box far down the page: %s", async (_, content) => {
      const button = `<button id="button" style="display: contents" onclick="heard.textContent = 'clicked'">${content}</button>`;
      const space = '<div style="height: 3000px"></div>';
      for (const around of [
        `${space}${button}${space}`,
        `<div style="height: 90px; overflow: auto">${space}${button}${space}</div>`,
      ]) {
        await subject.openBody(`<p id="heard"></p>${around}`);
        await subject.click("#button");
        expect(await subject.page.reads.textContent("#heard", subject.patient)).toBe("clicked");
        await subject.page.pointer.hover("#button", subject.patient);
      }
    });

    it("fail with kind invalid on an invalid selector", async () => {
      await subject.open("/controls");
      await expect(subject.click("##", subject.patient)).rejects.toMatchObject({ kind: "invalid" });
      for (const selector of ["##", "div:has()"])
        await expect(subject.page.reads.textContent(selector, subject.patient)).rejects.toMatchObject({ kind: "invalid" });
    });

    it("send trusted events only", async () => {
      await subject.open("/controls?after=0");
      await subject.click("#button");
      await subject.page.fill("#text", "after", subject.patient);
      await subject.page.pointer.check("#checkbox", subject.patient);
      expect((await subject.log()).filter((line) => line.startsWith("click") && line.endsWith("(untrusted)"))).toEqual([]);
    });

    it("press with the force of a mouse", async () => {
      const { page, patient } = subject;
      await subject.openBody(
        `<button id="button">Button</button><div id="from" style="height: 40px">From</div><div id="to">To</div><p id="heard"></p>
        <script>for (const type of ["pointermove", "pointerdown", "pointerup"]) addEventListener(type, ({ pressure, buttons }) => {
          heard.textContent += type + " " + pressure + " " + buttons + "; "; }, true);</script>`,
      );
      await subject.click("#button");
      expect(await subject.text("#heard")).toBe("pointermove 0 0; pointerdown 0.5 1; pointerup 0 0;");
      await page.pointer.dragAndDrop("#from", "#to", patient);
      expect(await subject.text("#heard")).toContain("pointerdown 0.5 1; pointermove 0.5 1; pointerup 0 0;");
    });

    it("press keys and chords", async () => {
      await subject.open("/controls");
      await subject.page.keyboard.pressOn("#keys", "Control+a", subject.patient);
      await subject.page.keyboard.pressOn("#keys", "x", subject.patient);
      await subject.page.keyboard.pressOn("#keys", "Enter", subject.patient);
      const log = await subject.log();
      expect(log).toContain("keydown #keys ctrl+a KeyA");
      expect(log).toContain("keydown #keys x KeyX");
      expect(log).toContain("keyup #keys Enter Enter");
      expect(await subject.page.reads.inputValue("#keys", subject.patient)).toBe("x");
      await expect(subject.page.keyboard.pressOn("#keys", "Nokey", subject.patient)).rejects.toMatchObject({ kind: "invalid" });
    });

    it("hover", async () => {
      await subject.open("/controls");
      await subject.page.pointer.hover("#hover", subject.patient);
      expect(await subject.log()).toContain("hover #hover");
      await subject.expectTimeout((brief) => subject.page.pointer.hover("#nope", brief));
    });

    it("focus and blur", async () => {
      await subject.open("/controls");
      await subject.page.focus("#text", subject.patient);
      expect(await subject.log()).toContain("focusin #text");
      await subject.page.blur("#text", subject.patient);
      expect(await subject.log()).toContain("focusout #text");
      await subject.expectTimeout((brief) => subject.page.focus("#nope", brief), "#nope to be attached");
      await subject.expectTimeout((brief) => subject.page.blur("#nope", brief), "#nope to be attached");
    });

    it("drag and drop", async () => {
      await subject.open("/controls");
      await subject.page.pointer.dragAndDrop("#drag", "#drop", subject.patient);
      const log = await subject.log();
      for (const line of ["dragstart #drag", "drop #drop cargo", "dragend #drag"]) expect(log).toContain(line);
      await subject.expectTimeout((brief) => subject.page.pointer.dragAndDrop("#drag", "#nope", brief), "#nope to be attached");
    });

    it("reject when the page's scripts never end", async () => {
      await subject.open("/plain");
      await subject.expectTimeout((brief) => subject.page.evaluate("() => { for (;;); }", [], brief));
      await subject.expectTimeout((brief) => subject.page.reads.content(brief));
      await subject.expectTimeout((brief) => subject.page.reads.isVisible("#text", brief));
      await subject.expectTimeout((brief) => subject.page.evaluate("() => 1", [], brief));
      await subject.expectTimeout((brief) => subject.click("#text", brief));
      await subject.expectTimeout((brief) => subject.page.liveViewState(brief));
    });
  });

  describe("waiting for a selector", () => {
    it.each([
      ["attached", "#added"],
      ["visible", "#hidden"],
      ["detached", ".overlay"],
      ["hidden", ".overlay"],
      ["hidden", "#nope"],
      ["detached", "#nope"],
      ["attached", "#invisible"],
    ] as const)("waits until the element is %s: %s", async (state, selector) => {
      await subject.open("/controls?after=200");
      await subject.page.waitForSelector(selector, { ...subject.patient, state });
    });

    it.each([
      ["attached", "#nope"],
      ["visible", "#invisible"],
      ["detached", "#text"],
      ["hidden", "#text"],
    ] as const)("reports a timeout while waiting for the element to be %s: %s", async (state, selector) => {
      await subject.open("/controls");
      await subject.expectTimeout(
        (brief) => subject.page.waitForSelector(selector, { ...brief, state }),
        `${selector} to be ${state}`,
      );
    });

    it("determines visibility", async () => {
      await subject.openOdd("/contents");
      for (const selector of ["#contents", "#clear"]) await subject.see(selector);
      await subject.page.waitForSelector("#empty", { ...subject.patient, state: "hidden" });
      expect(await subject.page.reads.isVisible("#contents", subject.patient)).toBe(true);
      expect(await subject.page.reads.isVisible("#empty", subject.patient)).toBe(false);
    });

    it("supports selectors beyond CSS", async () => {
      await subject.open("/controls?after=200");
      const { page, patient } = subject;
      await page.waitForSelector("text=Added later", { ...patient, state: "visible" });
      await page.waitForSelector("text=No such words", { ...patient, state: "detached" });
      await page.waitForSelector("text=Never shown", { ...patient, state: "hidden" });
      await page.waitForSelector("xpath=//button[@id='never']", { ...patient, state: "attached" });
      await subject.expectTimeout(
        (brief) => page.waitForSelector("text=No such words", { ...brief, state: "visible" }),
        /^.*No such words.* to be visible$/,
      );
    });

    it("waits through a navigation", async () => {
      await subject.open("/plain");
      const waiting = subject.see("#inc");
      await subject.click("#to-counter");
      await waiting;
    });
  });
}
