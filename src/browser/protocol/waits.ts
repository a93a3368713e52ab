import type { OperationOptions } from "../../scenario/page-port.js";
import type { ExpectationOutcome } from "../../scenario/ports/expectations.js";
import type { LoadOptions } from "../../scenario/ports/history.js";
import type { AwaitedAddress, AwaitedText, PageWaits, TextKind } from "../../scenario/ports/waits.js";
import { addressWait } from "../waits/awaited-address.js";
import { reachedText } from "../waits/text-wait.js";
import { type ActingParts, onElement } from "./acting.js";
import type { PageNavigation } from "./documents/page-navigation.js";
import { type Element, HTMLElement } from "./dom/element.js";
import type { PageQueries } from "./queries.js";
import { fieldValue } from "./reads.js";
import { needsBrowser } from "./unsupported.js";

interface WaitsParts extends ActingParts {
  readonly navigation: PageNavigation;
}

/** Waits for an address or a text of one user's page. */
export class ProtocolWaits implements PageWaits {
  readonly #parts: WaitsParts;

  constructor(parts: WaitsParts) {
    this.#parts = parts;
  }

  forURL(address: AwaitedAddress, options: LoadOptions): Promise<void> {
    const { operations, documents, navigation } = this.#parts;
    const { subject, lacking } = addressWait(address, () => documents.url);
    return operations.run({ subject, lacking }, options, (bounds) =>
      navigation.arrived(() => address.fits(documents.url), bounds, options.waitUntil ?? "load"),
    );
  }

  forFunction(): Promise<unknown> {
    return needsBrowser();
  }

  expected(): Promise<ExpectationOutcome> {
    return needsBrowser();
  }

  forText(selector: string, awaited: AwaitedText, options: OperationOptions): Promise<string> {
    const { elements } = this.#parts;
    return onElement(this.#parts, {
      selector,
      options,
      act: async (bounds) => {
        let last: string | null = null;
        const look = () => {
          const found = elements.find(selector, bounds.strict);
          last = found === undefined ? null : elements.ask(selector, (queries) => textIn(found, awaited.kind, queries));
          const isReached =
            last !== null &&
            isAsWanted(
              last,
              awaited.wanted,
              elements.ask(selector, ({ normal }) => normal),
            );
          return isReached ? true : undefined;
        };
        const isReached = (await elements.until(bounds, look)) === true;
        return reachedText({ isReached, last }, { selector, ...awaited }, bounds);
      },
    });
  }
}

function textIn(found: Element, kind: TextKind, queries: PageQueries): string {
  if (kind === "text") return queries.textOf(found);
  if (kind === "value" || /^(input|textarea|select)$/.test(found.localName)) return fieldValue(queries.controlOf(found));
  return found instanceof HTMLElement ? found.innerText : (found.textContent ?? "");
}

function isAsWanted(text: string, wanted: AwaitedText["wanted"], normal: (text: string) => string): boolean {
  if (wanted === "any") return true;
  if ("part" in wanted) return normal(text).includes(normal(wanted.part));
  if ("whole" in wanted) return text === wanted.whole;
  if ("source" in wanted) return new RegExp(wanted.source, wanted.flags).test(text);
  return text !== wanted.otherThan;
}
