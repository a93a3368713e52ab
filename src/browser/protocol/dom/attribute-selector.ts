import type { ReadElement } from "./read-element.js";

type Test = (element: ReadElement) => boolean;

/** `[id="phx-1"]`, `[data-phx-session][data-phx-parent-id="phx-1"]`: attributes whose values are compared letter by letter. */
const SELECTOR = /^(?:\[(?:(?:id|data-[a-z-]+|phx-[a-z-]+)="[^"\\\n]*"|data-[a-z-]+|phx-[a-z-]+)\])+$/;
const ATTRIBUTE = /\[([a-z-]+)(?:="([^"]*)")?\]/g;

/**
 * The test of a selector of attributes alone; `undefined` for others. LiveView's code asks for elements by identifiers that every
 * page has anew, which would have to be compiled every time.
 */
export function attributeTest(css: string): Test | undefined {
  if (!SELECTOR.test(css)) return undefined;
  const wanted = [...css.matchAll(ATTRIBUTE)].map(([, name = "", value]) => ({ name, value }));
  return (element) =>
    wanted.every(({ name, value }) => (value === undefined ? element.hasAttribute(name) : element.getAttribute(name) === value));
}
