import { messageOf } from "../../../../src/base/errors.js";
import { type OperationOptions, PageOperationError, type PagePort } from "../../../../src/scenario/page-port.js";
import type { BoundingBox } from "../../../../src/scenario/ports/reads.js";

/** One step in a situation: the name of an operation and its arguments. A `timeoutMs` says that it is meant to fail. */
export type Step = readonly [operation: keyof typeof OPERATIONS, ...args: readonly unknown[]];

/** A small page, and what is done on it. */
export interface Situation {
  readonly title: string;
  /** Its body. `OTHER` stands for the same server under another site's name. */
  readonly body: string;
  readonly steps: readonly Step[];
}

export function situation(title: string, body: string, ...steps: readonly Step[]): Situation {
  return { title, body, steps };
}

/** What a step led to, as far as both engines must agree. */
export async function outcomeOf(page: PagePort, [operation, ...args]: Step, options: OperationOptions): Promise<unknown> {
  try {
    const run = OPERATIONS[operation] as (
      page: PagePort,
      options: OperationOptions,
      ...args: readonly never[]
    ) => Promise<unknown>;
    return (await run(page, options, ...(args.map(plain) as never[]))) ?? null;
  } catch (error) {
    return error instanceof PageOperationError ? `${error.kind} error` : `not a page operation's error: ${messageOf(error)}`;
  }
}

type Extra = Partial<OperationOptions>;

const OPERATIONS = {
  click: async (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    void (await page.pointer.click(selector, { ...options, ...extra })),
  dblclick: async (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    void (await page.pointer.dblclick(selector, { ...options, ...extra })),
  tap: async (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    void (await page.pointer.tap(selector, { ...options, ...extra })),
  check: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.pointer.check(selector, { ...options, ...extra }),
  uncheck: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.pointer.uncheck(selector, { ...options, ...extra }),
  hover: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.pointer.hover(selector, { ...options, ...extra }),
  drag: (page: PagePort, options: OperationOptions, source: string, target: string, extra?: Extra) =>
    page.pointer.dragAndDrop(source, target, { ...options, ...extra }),
  scroll: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.pointer.scrollIntoViewIfNeeded(selector, { ...options, ...extra }),
  fill: (page: PagePort, options: OperationOptions, selector: string, value: string, extra?: Extra) =>
    page.fill(selector, value, { ...options, ...extra }),
  clear: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.clear(selector, { ...options, ...extra }),
  select: (
    page: PagePort,
    options: OperationOptions,
    selector: string,
    choices: Parameters<PagePort["selectOption"]>[1],
    extra?: Extra,
  ) => page.selectOption(selector, choices, { ...options, ...extra }),
  focus: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.focus(selector, { ...options, ...extra }),
  blur: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.blur(selector, { ...options, ...extra }),
  dispatch: (page: PagePort, options: OperationOptions, selector: string, type: string, init: object = {}, extra?: Extra) =>
    page.dispatchEvent(selector, { type, init: { ...init } }, { ...options, ...extra }),
  wait: (page: PagePort, options: OperationOptions, selector: string, state: "visible" | "hidden", extra?: Extra) =>
    page.waitForSelector(selector, { ...options, state, ...extra }),
  submit: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.submitForm(selector, { ...options, ...extra }),
  press: (page: PagePort, options: OperationOptions, selector: string, key: string, extra?: Extra) =>
    page.keyboard.pressOn(selector, key, { ...options, ...extra }),
  type: (page: PagePort, options: OperationOptions, selector: string, text: string, extra?: Extra) =>
    page.keyboard.typeInto(selector, text, { ...options, ...extra }),
  selectText: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.keyboard.selectText(selector, { ...options, ...extra }),
  keyDown: (page: PagePort, options: OperationOptions, key: string) => page.keyboard.down(key, options),
  keyUp: (page: PagePort, options: OperationOptions, key: string) => page.keyboard.up(key, options),
  keyPress: (page: PagePort, options: OperationOptions, key: string) => page.keyboard.press(key, options),
  keyType: (page: PagePort, options: OperationOptions, text: string) => page.keyboard.type(text, options),
  insertText: (page: PagePort, options: OperationOptions, text: string) => page.keyboard.insertText(text, options),
  mouseMove: (page: PagePort, options: OperationOptions, x: number, y: number, extra?: Extra) =>
    page.mouse.move({ x, y }, { ...options, ...extra }),
  mouseDown: (page: PagePort, options: OperationOptions, extra?: Extra) => page.mouse.down({ ...options, ...extra }),
  mouseUp: (page: PagePort, options: OperationOptions, extra?: Extra) => page.mouse.up({ ...options, ...extra }),
  mouseClick: (page: PagePort, options: OperationOptions, x: number, y: number, extra?: Extra) =>
    page.mouse.click({ x, y }, { ...options, ...extra }),
  wheel: (page: PagePort, options: OperationOptions, x: number, y: number) => page.mouse.wheel({ x, y }, options),
  files: (page: PagePort, options: OperationOptions, selector: string, names: readonly string[], extra?: Extra) => {
    const contents = names.map((name) => ({ name, mimeType: "text/plain", bytes: Buffer.from(`content of ${name}`) }));
    return page.files.setInputFiles(selector, { kind: "contents", contents }, { ...options, ...extra });
  },
  innerText: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.reads.innerText(selector, { ...options, ...extra }),
  textContent: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.reads.textContent(selector, { ...options, ...extra }),
  innerHTML: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.reads.innerHTML(selector, { ...options, ...extra }),
  inputValue: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.reads.inputValue(selector, { ...options, ...extra }),
  attribute: (page: PagePort, options: OperationOptions, selector: string, name: string, extra?: Extra) =>
    page.reads.getAttribute(selector, name, { ...options, ...extra }),
  isVisible: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.reads.isVisible(selector, { ...options, ...extra }),
  isHidden: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.reads.isHidden(selector, { ...options, ...extra }),
  isChecked: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.reads.isChecked(selector, { ...options, ...extra }),
  isEnabled: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.reads.isEnabled(selector, { ...options, ...extra }),
  isDisabled: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.reads.isDisabled(selector, { ...options, ...extra }),
  isEditable: (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    page.reads.isEditable(selector, { ...options, ...extra }),
  box: async (page: PagePort, options: OperationOptions, selector: string, extra?: Extra) =>
    rounded(await page.reads.boundingBox(selector, { ...options, ...extra })),
  count: (page: PagePort, options: OperationOptions, selector: string) => page.reads.count(selector, options),
  innerTexts: (page: PagePort, options: OperationOptions, selector: string) => page.reads.allInnerTexts(selector, options),
  textContents: (page: PagePort, options: OperationOptions, selector: string) => page.reads.allTextContents(selector, options),
  /** All that a selector finds, by their ids. */
  finds: async (page: PagePort, options: OperationOptions, selector: string) => {
    const count = await page.reads.count(selector, options);
    const ids = [];
    for (let index = 0; index < Math.min(count, 12); index++)
      ids.push(await page.reads.getAttribute(`${selector} >> nth=${index}`, "id", options));
    return [count, ...ids];
  },
  title: (page: PagePort, options: OperationOptions) => page.reads.title(options),
  content: (page: PagePort, options: OperationOptions) => page.reads.content(options),
  evaluate: (page: PagePort, options: OperationOptions, source: string, ...args: readonly unknown[]) =>
    page.evaluate(source, args, options),
  waitForFunction: (page: PagePort, options: OperationOptions, source: string, arg?: unknown, extra?: Extra) =>
    page.waits.forFunction({ source, args: [arg] }, { ...options, ...extra }),
  waitForURL: (page: PagePort, options: OperationOptions, end: string, extra?: Extra) =>
    page.waits.forURL({ shown: end, fits: (url) => url.endsWith(end) }, { ...options, ...extra }),
  navigate: (page: PagePort, options: OperationOptions, path: string, extra?: Extra) =>
    page.navigate(new URL(path, page.url()).href, { ...options, ...extra }),
  reload: (page: PagePort, options: OperationOptions, extra?: Extra) => page.reload({ ...options, ...extra }),
  goBack: (page: PagePort, options: OperationOptions, extra?: Extra) => page.history.goBack({ ...options, ...extra }),
  goForward: (page: PagePort, options: OperationOptions, extra?: Extra) => page.history.goForward({ ...options, ...extra }),
  path: async (page: PagePort) => new URL(page.url()).href.replace(/^\w+:\/\/[^/]*/, ""),
  answer: async (page: PagePort, _options: OperationOptions, reply: "accept" | "dismiss" | { readonly accept: string }) =>
    page.dialogs.answerWith(() => reply),
};

/** Locators stand for their selectors, functions for their source. */
function plain(arg: unknown): unknown {
  if (typeof arg === "function") return String(arg);
  if (typeof arg === "object" && arg !== null && "selector" in arg) return arg.selector;
  return arg;
}

/** The engines differ in the last digits of the box of a transformed element. */
function rounded(box: BoundingBox | null): unknown {
  return box && Object.fromEntries(Object.entries(box).map(([side, length]) => [side, Math.round(Number(length) * 10) / 10]));
}
