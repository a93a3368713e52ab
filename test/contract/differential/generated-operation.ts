import fc from "fast-check";
import { type OperationOptions, PageOperationError, type PagePort } from "../../../src/scenario/page-port.js";
import type { ClickOptions, PointerOptions } from "../../../src/scenario/ports/pointer.js";
import type { BoundingBox } from "../../../src/scenario/ports/reads.js";

/** An operation on a generated page. */
export interface GeneratedOperation {
  readonly title: string;
  /** True if it waits until its element is actionable; the results of others depend on timing. */
  readonly waits: boolean;
  readonly isDrag?: boolean;
  run(page: PagePort, options: OperationOptions): Promise<unknown>;
}

/** The outcome of an operation, as far as both engines must agree. */
export async function outcomeOf(
  operation: GeneratedOperation,
  page: PagePort,
  options: OperationOptions,
): Promise<{ readonly value?: unknown; readonly error?: string }> {
  try {
    return { value: await operation.run(page, options) };
  } catch (error) {
    return { error: error instanceof PageOperationError ? error.kind : `not a page operation's error: ${String(error)}` };
  }
}

/** The engines differ in the last digits of the box of a transformed element. */
function rounded(box: BoundingBox | null): unknown {
  return box && Object.fromEntries(Object.entries(box).map(([side, length]) => [side, Math.round(Number(length) * 100) / 100]));
}

const KEYS = [
  "Enter",
  "Tab",
  "a",
  "A",
  "Shift+a",
  "Control+a",
  "Backspace",
  "Delete",
  "ArrowLeft",
  "End",
  "Space",
  "5",
  "é",
  "F5x",
  "Escape",
];
const TEXTS = ["", "new", "7", "2026-02-03", "two\nlines", "Ünïcødé 🙂"];
const CHOICES = [["red"], ["Green"], [{ index: 1 }], [{ label: "Red" }], ["red", "green"], ["nope"], ["blue"], []];

const POSITION = { x: 4, y: 3 };
/** Without `trial`: while a list is open, Playwright's reaches the page. */
const CLICKS: readonly Partial<ClickOptions>[] = [
  { button: "right" },
  { button: "middle" },
  { modifiers: ["Shift"] },
  { modifiers: ["Alt", "Control"], position: POSITION },
  { position: { x: 90, y: 15 } },
  { clickCount: 3 },
  { clickCount: 2, delayMs: 3 },
  { force: true, position: POSITION },
];
const CHECKS: readonly Partial<PointerOptions>[] = [{ position: POSITION }, { force: true }];
const TYPED = ["aB1", "é", "x\ny"];
const EVENTS = ["click", "focusin", "keydown", "submit", "own"];
const POINTS = [
  { x: 30, y: 18 },
  { x: 60, y: 75 },
  { x: 20, y: 140 },
];

const WAITING = new Set([
  "click",
  "clickWith",
  "dblclick",
  "fill",
  "check",
  "checkWith",
  "uncheck",
  "selectOption",
  "selectText",
]);

/** Hidden elements have no role: which one is meant depends on what is shown by then. */
const ROLE = /^role=/;

/** Such an operation does not wait for its element. */
function isForced(value: unknown): boolean {
  return (value as { readonly force?: boolean } | undefined)?.force === true;
}

/** Operations on elements `e0` … and sometimes on missing ones. */
export function generatedOperation(count: number): fc.Arbitrary<GeneratedOperation> {
  const id = fc.nat({ max: count - 1 }).map((index) => `#e${index}`);
  const selector = fc.oneof(
    { weight: 12, arbitrary: id },
    { weight: 2, arbitrary: id.map((one) => `${one}-field`) },
    { weight: 1, arbitrary: fc.constantFrom("#nope", "text=now", "text=Elsewhere", "input >> nth=1", "role=button", "##") },
  );
  const on = (name: string, run: (page: PagePort, selector: string, options: OperationOptions) => Promise<unknown>) =>
    selector.map(
      (one): GeneratedOperation => ({
        title: `${name} ${one}`,
        waits: WAITING.has(name) && !ROLE.test(one),
        run: (page, options) => run(page, one, options),
      }),
    );
  const onWith = <T>(
    name: string,
    values: readonly T[],
    run: (page: PagePort, selector: string, value: T, options: OperationOptions) => Promise<unknown>,
  ) =>
    fc.tuple(selector, fc.constantFrom(...values)).map(
      ([one, value]): GeneratedOperation => ({
        title: `${name} ${one} ${JSON.stringify(value)}`,
        waits: WAITING.has(name) && !ROLE.test(one) && !isForced(value),
        run: (page, options) => run(page, one, value, options),
      }),
    );
  /** On whatever has the focus or is under the mouse. */
  const without = <T>(
    name: string,
    values: readonly T[],
    run: (page: PagePort, value: T, options: OperationOptions) => Promise<unknown>,
  ) =>
    fc.constantFrom(...values).map(
      (value): GeneratedOperation => ({
        title: `${name} ${JSON.stringify(value)}`,
        waits: false,
        run: (page, options) => run(page, value, options),
      }),
    );
  return fc.oneof(
    {
      weight: 5,
      arbitrary: on("click", async (page, one, options) => void (await page.pointer.click(one, { ...options, force: false }))),
    },
    {
      weight: 4,
      arbitrary: onWith("clickWith", CLICKS, async (page, one, click, options) => {
        await page.pointer.click(one, { ...options, ...click });
      }),
    },
    on("dblclick", async (page, one, options) => void (await page.pointer.dblclick(one, options))),
    onWith("checkWith", CHECKS, (page, one, check, options) => page.pointer.check(one, { ...options, ...check })),
    onWith("pressSequentially", TYPED, (page, one, text, options) => page.keyboard.typeInto(one, text, options)),
    on("selectText", (page, one, options) => page.keyboard.selectText(one, options)),
    on("scrollIntoViewIfNeeded", (page, one, options) => page.pointer.scrollIntoViewIfNeeded(one, options)),
    onWith("dispatchEvent", EVENTS, (page, one, type, options) =>
      page.dispatchEvent(one, { type, init: { key: "k", detail: 3, button: 1 } }, options),
    ),
    without("keyboard.type", TYPED, (page, text, options) => page.keyboard.type(text, options)),
    without("keyboard.press", KEYS, (page, key, options) => page.keyboard.press(key, options)),
    without("held keys", ["Shift", "a", "ArrowLeft"], async (page, key, options) => {
      for (const down of [key, "KeyB", key]) await page.keyboard.down(down, options);
      for (const up of ["KeyB", key]) await page.keyboard.up(up, options);
    }),
    without("mouse.click", POINTS, (page, point, options) => page.mouse.click(point, { ...options, clickCount: 2 })),
    without("held button", POINTS, async (page, point, options) => {
      await page.mouse.move(point, { ...options, steps: 2 });
      await page.mouse.down({ ...options, button: "right" });
      await page.mouse.up({ ...options, button: "right" });
    }),
    without("keyboard.insertText", ["x", "嗨", ""], (page, text, options) => page.keyboard.insertText(text, options)),
    without("mouse drag", POINTS, async (page, point, options) => {
      await page.mouse.move({ x: 24, y: 20 }, options);
      await page.mouse.down(options);
      for (const to of [{ x: 40, y: 40 }, point]) await page.mouse.move(to, options);
      if (point.y > 100) await page.keyboard.press("Escape", options);
      await page.mouse.up(options);
    }),
    without("history", ["goBack", "goForward"] as const, (page, direction, options) => page.history[direction](options)),
    without("reload", [{ waitUntil: "load" }, { waitUntil: "domcontentloaded" }] as const, (page, state, options) =>
      page.reload({ ...options, ...state }),
    ),
    onWith(
      "hoverWith",
      [{ modifiers: ["Shift"] }, { position: POSITION }, { force: true }] as const,
      (page, one, hover, options) => page.pointer.hover(one, { ...options, ...hover }),
    ),
    onWith("waitForFunction", ["e0", "e3"], (page, one, id, options) =>
      page.waits.forFunction(
        { source: "(id) => document.getElementById(id) && document.activeElement.nodeName", args: [id] },
        { ...options, strict: one === "##" },
      ),
    ),
    onWith("getByRole", ["button", "textbox", "checkbox"] as const, (page, one, role, options) =>
      page.reads.count(`${one} >> internal:role=${role}`, options),
    ),
    onWith("files", [["a.txt"], ["a.txt", "b.txt"]], (page, one, names, options) => {
      const contents = names.map((name) => ({ name, mimeType: "text/plain", bytes: Buffer.from(name) }));
      return page.files.setInputFiles(one, { kind: "contents", contents }, options);
    }),
    { weight: 4, arbitrary: onWith("fill", TEXTS, (page, one, text, options) => page.fill(one, text, options)) },
    { weight: 4, arbitrary: onWith("press", KEYS, (page, one, key, options) => page.keyboard.pressOn(one, key, options)) },
    { weight: 2, arbitrary: on("check", (page, one, options) => page.pointer.check(one, options)) },
    { weight: 2, arbitrary: on("uncheck", (page, one, options) => page.pointer.uncheck(one, options)) },
    {
      weight: 3,
      arbitrary: onWith("selectOption", CHOICES, (page, one, choices, options) => page.selectOption(one, choices, options)),
    },
    on("focus", (page, one, options) => page.focus(one, options)),
    on("blur", (page, one, options) => page.blur(one, options)),
    on("hover", (page, one, options) => page.pointer.hover(one, options)),
    on("submitForm", (page, one, options) => page.submitForm(one, options)),
    on("innerText", (page, one, options) => page.reads.innerText(one, options)),
    on("inputValue", (page, one, options) => page.reads.inputValue(one, options)),
    on("isChecked", (page, one, options) => page.reads.isChecked(one, options)),
    on("isEnabled", (page, one, options) => page.reads.isEnabled(one, options)),
    on("isEditable", (page, one, options) => page.reads.isEditable(one, options)),
    on("isHidden", (page, one, options) => page.reads.isHidden(one, options)),
    on("boundingBox", async (page, one, options) => rounded(await page.reads.boundingBox(one, options))),
    on("count", (page, one, options) => page.reads.count(one, options)),
    on("allInnerTexts", (page, one, options) => page.reads.allInnerTexts(one, options)),
    on("allTextContents", (page, one, options) => page.reads.allTextContents(one, options)),
    on("a text", (page, one, options) => page.waits.forText(one, { kind: "text", wanted: "any" }, options)),
    on("what is shown", (page, one, options) => page.waits.forText(one, { kind: "shown", wanted: "any" }, options)),
    on("a value", (page, one, options) => page.waits.forText(one, { kind: "value", wanted: "any" }, options)),
    on("a strict read", (page, one, options) => page.reads.textContent(one, { ...options, strict: true })),
    on("isVisible", (page, one, options) => page.reads.isVisible(one, options)),
    onWith("waitForSelector", ["attached", "detached", "visible", "hidden"] as const, (page, one, state, options) =>
      page.waitForSelector(one, { ...options, state }),
    ),
    fc.tuple(id, id).map(
      ([from, to]): GeneratedOperation => ({
        title: `dragAndDrop ${from} ${to}`,
        waits: false,
        isDrag: true,
        run: (page, options) => page.pointer.dragAndDrop(from, to, options),
      }),
    ),
  );
}
