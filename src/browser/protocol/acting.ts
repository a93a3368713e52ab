import { readableSelector } from "../../base/frame-selector.js";
import type { OperationOptions } from "../../scenario/page-port.js";
import type { Bounds, PageOperations } from "../page-operations.js";
import type { PageDocuments } from "./documents/page-documents.js";
import type { PageLeaving } from "./documents/page-leaving.js";
import type { PageInput } from "./input/page-input.js";
import { late, type PageElements } from "./page-elements.js";

/** What an element lacks that LiveView's client would ignore a click on, for messages. */
export const AWAITS_REPLY = "to get LiveView's reply to its last event (data-phx-ref-src)";
export const IS_INERT = "to be out of what is inert";

/** What the operations of a page act through. */
export interface ActingParts {
  readonly operations: PageOperations;
  readonly documents: PageDocuments;
  readonly elements: PageElements;
  readonly input: PageInput;
  readonly leaving: PageLeaving;
}

interface Acting<T> {
  readonly selector: string;
  readonly options: OperationOptions;
  readonly act: (bounds: Bounds) => Promise<T>;
}

/** Runs an operation on an element, which waits for it and says at a time-out what was missing. */
export function onElement<T>({ operations }: ActingParts, { selector, options, act }: Acting<T>): Promise<T> {
  return operations.run({ subject: selector, endsItself: true, lacking: () => "it did not end" }, options, act);
}

/** The same for an operation that may lead to another document: resolves when that is shown. */
export function actOnElement<T>(parts: ActingParts, acting: Acting<T>): Promise<T> {
  const { documents, leaving } = parts;
  const act = async (bounds: Bounds) => {
    const value = await acting.act(bounds);
    await leaving.submitted();
    if (!(await documents.settled(bounds))) late(bounds, `${readableSelector(acting.selector)}: the page that it leads to`);
    return value;
  };
  return onElement(parts, { ...acting, act });
}
