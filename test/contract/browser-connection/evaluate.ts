import { describe, expect, it } from "vitest";
import type { BrowserUnderTest } from "../browser-connection-host.js";

/** Whether the page has user activation. */
const ACTIVATION = "() => navigator.userActivation.isActive";

export function describeEvaluate(subject: BrowserUnderTest): void {
  describe("evaluate", () => {
    const evaluate = (source: string, ...args: unknown[]) => subject.page.evaluate(source, args, subject.patient);

    it("returns dates, URLs and regular expressions as such", async () => {
      await subject.open("/plain");
      expect(await evaluate("() => new Date(1e12)")).toEqual(new Date(1e12));
      expect(await evaluate("async () => new URL('/a?b#c', 'https://example.test')")).toEqual(
        new URL("https://example.test/a?b#c"),
      );
      const rows = [{ at: new Date(0), link: new URL("http://a.test/"), pattern: /a\/b/gi }, [new Date(Number.NaN)], "text"];
      const source = `() => [{ at: new Date(0), link: new URL("http://a.test"), pattern: /a\\/b/gi }, [new Date(NaN)], "text"]`;
      expect(await evaluate(source)).toEqual(rows);
      expect(await evaluate("() => { const at = new Date(5); return [at, at, { at }]; }")).toEqual([
        new Date(5),
        new Date(5),
        { at: new Date(5) },
      ]);
    });

    it("accepts them as arguments too", async () => {
      await subject.open("/plain");
      const source = "(a, b) => [a.getTime(), b.link.host, b.deep[0].test('XY'), b.kept]";
      const holder = { link: new URL("http://a.test:81/"), deep: [/xy/i], kept: { text: "2026-02-03" }, left: undefined };
      expect(await evaluate(source, new Date(7), holder)).toEqual([7, "a.test:81", true, { text: "2026-02-03" }]);
      const named: unknown = JSON.parse('{"__proto__": { "at": 1 }}');
      expect(await evaluate("(a, b) => [Object.keys(a), b.getTime()]", named, new Date(1))).toEqual([["__proto__"], 1]);
    });

    it("passes on values that are not JSON, as Playwright does", async () => {
      await subject.open("/plain");
      const values = [
        NaN,
        -0,
        Infinity,
        -Infinity,
        12n,
        undefined,
        null,
        { some: undefined, none: null },
        new Float32Array([1.5, 2]),
      ];
      for (const value of values) expect(await evaluate("(value) => value", value)).toStrictEqual(value);
      expect(await evaluate("(...values) => values", ...values)).toStrictEqual(values);
      expect(await evaluate("(error) => [error instanceof Error, error.name]", new RangeError("far"))).toEqual([
        true,
        "RangeError",
      ]);
      expect(await evaluate("() => ({ error: new TypeError('bad') })")).toEqual({
        error: expect.objectContaining({ name: "TypeError", message: "bad", stack: expect.stringContaining("TypeError: bad") }),
      });
      expect(await evaluate("() => [Symbol('a'), () => 1, { b: () => 2 }, [, 1]]")).toStrictEqual([
        undefined,
        undefined,
        { b: undefined },
        [undefined, 1],
      ]);
      expect(await evaluate("() => [window, document, document.body, { get a() { throw 1; }, b: 2 }]")).toEqual([
        "ref: <Window>",
        "ref: <Document>",
        "ref: <Node>",
        { b: 2 },
      ]);
      const round = (await evaluate("() => { const a = { list: [] }; a.list.push(a, a.list); return a; }")) as {
        list: unknown[];
      };
      expect([round.list[0] === round, round.list[1] === round.list]).toEqual([true, true]);
      await expect(evaluate("(fn) => fn", () => 1)).rejects.toThrow(/a function cannot be an argument/);
    });

    it.each([
      ["a method", "price(a) { return a + 1; }"],
      ["an asynchronous method", "async price(a) { return a + 1; }"],
      ["a method called async", "async(a) { return a + 1; }"],
      ["a method with a name in quotes", "'a price'(a) { return a + 1; }"],
      ["a method with a computed name", "['a price'](a) { return a + 1; }"],
      ["a method after a comment", "/* of an order */ price(a) { return a + 1; }"],
    ])("calls %s", async (_, source) => {
      await subject.open("/plain");
      expect(await evaluate(source, 1)).toBe(2);
      expect(await evaluate("self() { return this === undefined || this === window; }")).toBe(true);
    });

    it("does not keep elements that it was called on and that the page has removed", async () => {
      await subject.open("/plain");
      const note = "element => { window.removed = new WeakRef(element); element.remove(); }";
      await subject.page.reads.evaluateOn("h1", { source: note, args: [] }, subject.patient);
      await subject.page.reads.evaluateOn("body", { source: "() => {}", args: [] }, subject.patient);
      // Memory outside of the heap makes the browser collect garbage.
      const isCollected = "() => { for (let i = 0; i < 20; i++) new ArrayBuffer(2e7); return removed.deref() === undefined; }";
      await expect.poll(() => evaluate(isCollected), { timeout: 30_000 }).toBe(true);
    });

    it("runs with user activation, as after a person's action", async () => {
      await subject.open("/plain");
      expect(await evaluate(ACTIVATION)).toBe(true);
      expect(await evaluate("() => document.execCommand('copy')")).toBe(true);
    });
  });

  it.each([
    ["fill", '<input id="field" oninput="note()">', "input"],
    ["fill a date", '<input id="field" type="date" oninput="note()">', "date"],
    ["selectOption", '<select id="field" onchange="note()"><option>one<option>two</select>', "select"],
    ["focus", '<input id="field" onfocus="note()">', "focus"],
    ["submitForm", '<form id="field" onsubmit="note(); return false"><button>Go</button></form>', "form"],
  ])("gives the page after %s the same user activation as after a person's action", async (_, field, kind) => {
    const { page, patient } = subject;
    await subject.openBody(
      `${field}<p id="noted"></p><script>const note = () => { noted.textContent = navigator.userActivation.isActive; };</script>`,
    );
    if (kind === "input") await page.fill("#field", "x", patient);
    if (kind === "date") await page.fill("#field", "2026-02-03", patient);
    if (kind === "select") await page.selectOption("#field", ["two"], patient);
    if (kind === "focus") await page.focus("#field", patient);
    if (kind === "form") await page.submitForm("#field", patient);
    expect(await subject.text("#noted")).toBe("true");
  });
}
