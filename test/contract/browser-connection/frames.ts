import { beforeEach, describe, expect, it } from "vitest";
import { inFrame } from "../../../src/base/frame-selector.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

export function describeFrames(of: () => BrowserUnderTest): void {
  describe.each(["same", "other"])("a frame of the %s site", (site) => {
    let subject: BrowserUnderTest;
    beforeEach(() => {
      subject = of();
    });
    const inside = (selector: string) => inFrame(`#${site}`, selector);

    it("is clicked in, after scrolling through its surroundings", async () => {
      await subject.openOdd("/frames");
      await subject.click(inside("#button"));
      expect(await subject.text(inside("#button"))).toBe("clicked");
      await subject.page.pointer.check(inside("#box"), subject.patient);
      expect(await subject.page.reads.isChecked(inside("#box"), subject.patient)).toBe(true);
    });

    it("is typed in", async () => {
      const { patient } = subject;
      await subject.openOdd("/frames");
      await subject.page.fill(inside("#field"), "filled", patient);
      await subject.page.keyboard.pressOn(inside("#field"), "!", patient);
      expect(await subject.page.reads.inputValue(inside("#field"), patient)).toBe("filled!");
      expect(await subject.text(inside("#typed"))).toBe("filled!");
      expect(await subject.page.selectOption(inside("#choice"), ["two"], patient)).toEqual(["two"]);
    });

    it("supports drag and drop", async () => {
      await subject.openOdd("/frames");
      await subject.page.pointer.dragAndDrop(inside("#source"), inside("#place"), subject.patient);
      expect(await subject.text(inside("#place"))).toBe("dropped");
    });

    it("can contain frames", async () => {
      await subject.openOdd("/frames");
      const deep = inside(inFrame("#deep", "#button"));
      await subject.click(deep);
      expect(await subject.text(deep)).toBe("clicked");
    });

    it("navigates itself, and the page", async () => {
      await subject.openOdd("/frames");
      await subject.click(inside("#button"));
      await subject.click(inside("#next"));
      await subject.see(inside("text=Button"));
      await subject.click(inside("#top"));
      await subject.see("text=strict");
      expect(new URL(subject.page.url()).pathname).toBe("/strict");
    });

    it("navigates while an operation waits in it", async () => {
      await subject.openOdd("/frames");
      await subject.see(inside(inFrame("#deep", "#button")));
      const later = subject.text(inside("text=/^late$/"));
      const move = `() => { document.querySelector("#${site}").src += "&late"; }`;
      await subject.page.evaluate(move, [], subject.patient);
      expect(await later).toBe("late");
    });

    it("is included in all measurements", async () => {
      await subject.openOdd("/frames");
      await subject.see(inside(inFrame("#deep", "#button")));
      const documents = subject.sink.counts.filter(({ metric }) => metric === "http_requests");
      expect(documents.length).toBeGreaterThanOrEqual(5);
    });

    it("has its own storage, which is saved and restored", async () => {
      const { page, patient } = subject;
      const visit = async () => {
        await subject.openOdd(`/one-${site}`);
        await subject.see(inside("#kept"));
        return (await page.storageState(patient)).origins;
      };
      const [where] = await visit();
      expect(where?.localStorage).toEqual([{ name: "where", value: `?${site}` }]);
      await subject.openOdd("/strict");
      const kept = { name: "kept", value: "yes" };
      await page.restoreStorageState({ cookies: [], origins: [{ ...where!, localStorage: [kept] }] }, patient);
      for (let visits = 0; visits < 2; visits++) {
        const [now] = await visit();
        expect(now?.origin).toBe(where!.origin);
        expect(new Set(now?.localStorage)).toEqual(new Set([kept, ...where!.localStorage]));
      }
    });

    it("loads with others of its origin, whose storage is set once", async () => {
      const { page, patient } = subject;
      const [own, another] = [new URL(subject.odd.url).origin, subject.odd.url.replace("127.0.0.1", "localhost")];
      const origin = site === "same" ? own : another;
      const stored = { localStorage: [{ name: "count", value: "7" }], sessionStorage: [{ name: "kept", value: "yes" }] };
      for (let restores = 0; restores < 2; restores++) {
        await page.navigate("about:blank", patient);
        await page.restoreStorageState({ cookies: [], origins: [{ origin, ...stored }] }, patient);
        await subject.openOdd("/together");
        for (const nth of [0, 1, 2]) await subject.see(inFrame(`#${site} iframe >> nth=${nth}`, "#kept"));
        const now = (await page.storageState(patient)).origins.find((one) => one.origin === origin);
        expect(now).toEqual({ origin, ...stored, localStorage: [{ name: "count", value: "10" }] });
      }
    });

    it.each([
      ["rotated", "transform: rotate(30deg)", ""],
      ["upside down", "transform: rotate(180deg)", ""],
      ["mirrored", "transform: scaleX(-1)", ""],
      ["skewed", "transform: skewX(20deg) scale(0.7)", ""],
      ["in 3D", "transform: perspective(500px) rotateX(40deg)", ""],
      ["in the perspective of its parent", "transform: rotateY(40deg)", "perspective: 500px"],
      ["inside a rotated element", "", "transform: rotate(20deg)"],
    ])("is clicked in while it is %s", async (_, style, around) => {
      const button = `<button id="button" onclick="this.textContent = event.isTrusted ? 'clicked' : ''">Button</button>`;
      const { origin } = new URL(site === "same" ? subject.odd.url : subject.odd.url.replace("127.0.0.1", "localhost"));
      const inner = `<div style="height: 400px"></div><p style="margin-left: 120px">${button}</p>`;
      const address = `${origin}/given?${new URLSearchParams({ body: inner }).toString()}`;
      const frame = `<iframe id="${site}" src="${address}" style="${style}; border: 7px solid; padding: 5px" width="300" height="300"></iframe>`;
      await subject.openBody(`<div style="height: 900px"></div><div style="margin: 150px; ${around}">${frame}</div>`);
      await subject.click(inside("#button"));
      expect(await subject.text(inside("#button"))).toBe("clicked");
      await subject.page.pointer.hover(inside("#button"), subject.patient);
    });

    it("can be part of a frameset", async () => {
      const { page, patient } = subject;
      const sources = { same: "/deep", other: "OTHER/deep" };
      const frames = Object.entries(sources).map(([id, source]) => `<frame id="${id}" src="${source}">`);
      await subject.openBody(`</head><frameset cols="40%,60%">${frames.join("")}</frameset>`);
      await subject.click(inside("#button"));
      expect(await subject.text(inside("#button"))).toBe("clicked");
      expect(await page.reads.isVisible(inside("#button"), patient)).toBe(true);
    });

    it("has no elements while it is missing", async () => {
      const { page, patient } = subject;
      await subject.openOdd("/frames");
      const missing = [inFrame("#nowhere", "#button"), inside(inFrame("#nowhere", "#button"))];
      for (const selector of missing) {
        expect(await page.reads.isVisible(selector, patient)).toBe(false);
        await page.waitForSelector(selector, { ...patient, state: "hidden" });
        await page.waitForSelector(selector, { ...patient, state: "detached" });
        await page.waitForPhxLoadingCompletion("click", selector, patient);
        for (const state of ["visible", "attached"] as const)
          await subject.expectTimeout((brief) => page.waitForSelector(selector, { ...brief, state }));
      }
      await subject.see(inside("#button"));
      const gone = page.waitForSelector(inside("#button"), { ...patient, state: "detached" });
      await page.evaluate(`() => { document.querySelector("#${site}").remove(); }`, [], patient);
      await gone;
      await expect(page.reads.isVisible(inFrame("#no-frame", "#button"), patient)).rejects.toMatchObject({ kind: "invalid" });
    });

    it("reports missing elements", async () => {
      await subject.openOdd("/frames");
      expect(await subject.page.reads.isVisible(inside("#nope"), subject.patient)).toBe(false);
      await subject.expectTimeout((brief) => subject.click(inside("#nope"), brief), `#${site} › #nope to be attached`);
    });
  });
}
