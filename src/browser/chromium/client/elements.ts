import { late } from "./outcome.js";
import { find } from "./selectors/selector.js";
import { type Deadline, until } from "./wait.js";

/** Returns what the element still lacks ("to be visible"), or `undefined` if it is ready. */
export type Look = (element: Element) => string | undefined;

/** Waits until the first match exists and lacks nothing. */
export async function element(selector: string, wait: Deadline, look: Look = () => undefined): Promise<Element> {
  let found: Element | undefined;
  let lacking: string | undefined;
  const ready = await until(() => {
    found = find(selector);
    lacking = found === undefined ? "to be attached" : look(found);
    return lacking === undefined;
  }, wait);
  if (!ready || found === undefined) return late(lacking ?? "to be attached");
  return found;
}
