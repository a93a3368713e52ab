import type { Frame, Page, Request } from "playwright-core";
import type { CdpSession } from "../cdp-session.js";
import { IsolatedWorlds } from "../isolated-world.js";
import { callInPage, evaluateInPage, isDocumentGone } from "../page-evaluation.js";
import type { Bounds } from "../page-operations.js";
import type { PageFunction } from "./operations/page-functions.js";

/**
 * Runs code in the page directly over the DevTools protocol: Playwright's `evaluate` would first inject its serializer into each
 * new document. The user's functions run in the page's own world; ours beside it, so that the page does not notice their listeners.
 */
export class PageScripts {
  readonly #page: Page;
  readonly #cdp: CdpSession;
  readonly #worlds: IsolatedWorlds;

  constructor(page: Page, cdp: CdpSession) {
    this.#page = page;
    this.#cdp = cdp;
    this.#worlds = IsolatedWorlds.of(cdp);
  }

  /** The user's function with its arguments; its result. */
  async evaluate(functionSource: string, args: readonly unknown[]): Promise<unknown> {
    return callInPage(this.#cdp, functionSource, args);
  }

  /** One of the page's functions; asked again in the next document when this one goes away while it waits. */
  async ask<Sent extends object, Result>(
    { source, asUser }: PageFunction<Sent, Result>,
    bounds: Bounds,
    request: Partial<Sent>,
  ): Promise<Awaited<Result>> {
    for (;;) {
      const limited = { limitMs: Math.ceil(bounds.left()), ...request };
      try {
        const expression = `(${source})(null, ${JSON.stringify(limited)})`;
        return (await evaluateInPage(this.#cdp, expression, { asUser, ...this.#worlds.main })) as Awaited<Result>;
      } catch (error) {
        if (!isDocumentGone(error) || bounds.over.aborted) throw error;
      }
    }
  }

  /** The same about an element, found by Playwright where the selector is not plain CSS or has to be strict. */
  async askElement<Sent extends object, Result>(
    asked: PageFunction<Sent, Result>,
    bounds: Bounds,
    request: Partial<Sent> & { readonly selector: string },
    options: { readonly mayBeMissing?: boolean } = {},
  ): Promise<Awaited<Result>> {
    const { selector } = request;
    for (;;) {
      if (!bounds.strict) {
        const result = await this.ask(asked, bounds, request);
        if (result !== "not CSS" && (result as { readonly finding?: string }).finding !== "not CSS") return result;
      }
      try {
        const handle =
          options.mayBeMissing === true
            ? await this.#page.$(selector, { strict: bounds.strict })
            : await this.#page.waitForSelector(selector, { state: "attached", ...bounds.options() });
        if (handle === null) return "ready" as Awaited<Result>;
        const limited = { limitMs: Math.ceil(bounds.left()), ...request };
        const found = await handle.evaluate(asFunction<Awaited<Result>>(asked.source), limited);
        void handle.dispose().catch(() => {});
        return found;
      } catch (error) {
        if (!isDocumentGone(error) || bounds.over.aborted) throw error;
      }
    }
  }

  /** Resolves when the page shows another document, or the navigation has failed. Call it before the action that may navigate. */
  departure({ over }: Bounds): Promise<void> {
    const page = this.#page;
    return new Promise<void>((resolve) => {
      const onNavigated = (frame: Frame) => {
        if (frame === page.mainFrame()) resolve();
      };
      // A download, or an answer without content: the page stays.
      const onFailed = (request: Request) => {
        if (request.isNavigationRequest() && request.frame() === page.mainFrame()) resolve();
      };
      page.on("framenavigated", onNavigated);
      page.on("requestfailed", onFailed);
      const forget = () => {
        page.off("framenavigated", onNavigated);
        page.off("requestfailed", onFailed);
      };
      over.addEventListener("abort", forget, { once: true });
    });
  }
}

/** Wraps source text as a function, which Playwright converts to text again. */
export function asFunction<Result>(source: string): (element: unknown, request: unknown) => Result {
  return Object.assign(() => undefined, { toString: () => source }) as never;
}
