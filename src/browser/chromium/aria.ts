import type { AriaNode } from "../../base/aria/aria-tree.js";
import type { AriaOptions, PageAria } from "../../scenario/ports/aria.js";
import { evaluatedValue } from "../page-evaluation.js";
import type { Bounds, PageOperations } from "../page-operations.js";
import { ARIA_SOURCE } from "./aria-source.generated.js";
import type { PageDocuments } from "./navigation/page-documents.js";
import type { PageHelper } from "./page-helper.js";
import { waitingInPage } from "./waiting-operation.js";

interface AriaParts {
  readonly operations: PageOperations;
  readonly documents: PageDocuments;
  readonly helper: PageHelper;
}

const FUNCTION = `function (request) { ${ARIA_SOURCE}; return globalThis.liveloadAria(this, request); }`;

/** What assistive technology perceives of one user's page. */
export class ChromiumAria implements PageAria {
  readonly #parts: AriaParts;

  constructor(parts: AriaParts) {
    this.#parts = parts;
  }

  tree(selector: string, { until, ...options }: AriaOptions): Promise<AriaNode> {
    const { operations, documents } = this.#parts;
    return operations.run(waitingInPage(selector, documents), options, async (bounds) => {
      let known: string | undefined;
      for (;;) {
        const json = await this.#ask(selector, bounds, known);
        const tree = JSON.parse(json) as AriaNode;
        if (until === undefined || until(tree) || bounds.left() <= END_MS) return tree;
        known = json;
      }
    });
  }

  /** Asks the element that is there now, which tells its tree when it is another one than the known. */
  #ask(selector: string, bounds: Bounds, unlike: string | undefined): Promise<string> {
    const request = {
      ...(unlike === undefined ? {} : { unlike }),
      limitMs: Math.min(LOOK_MS, Math.max(0, bounds.left() - END_MS)),
    };
    return this.#parts.helper.useElements(bounds, { selector, ofAll: false }, async ([element]) => {
      if (element === undefined) throw new Error("there is no element");
      const { session, objectId, options } = element;
      const call = { objectId, functionDeclaration: FUNCTION, arguments: [{ value: request }], returnByValue: true };
      const answer = await session.request(options, "Runtime.callFunctionOn", { ...call, awaitPromise: true, silent: true });
      return evaluatedValue(answer) as string;
    });
  }
}

/** Time to answer before the operation's own is over. */
const END_MS = 50;
/** The selector may find another element meanwhile. */
const LOOK_MS = 1000;
