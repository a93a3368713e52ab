import type { Page } from "playwright-core";
import { type OperationOptions, PageOperationError } from "../../../scenario/page-port.js";
import type { Expectation, ExpectationOutcome } from "../../../scenario/ports/expectations.js";
import type { LoadOptions } from "../../../scenario/ports/history.js";
import type { AwaitedAddress, AwaitedFunction, AwaitedText, PageWaits } from "../../../scenario/ports/waits.js";
import type { CdpSession } from "../../cdp-session.js";
import type { PageOperations } from "../../page-operations.js";
import { addressWait } from "../../waits/awaited-address.js";
import { FUNCTION_WAIT, waitForFunction } from "../../waits/function-wait.js";
import { reachedText } from "../../waits/text-wait.js";
import type { PageScripts } from "../page-scripts.js";
import { untilText } from "./text-wait.js";

interface WaitsParts {
  readonly page: Page;
  readonly cdp: CdpSession;
  readonly operations: PageOperations;
  readonly scripts: PageScripts;
}

/** Waits for an address or a condition of one user's page. */
export class PlaywrightWaits implements PageWaits {
  readonly #parts: WaitsParts;

  constructor(parts: WaitsParts) {
    this.#parts = parts;
  }

  forURL(address: AwaitedAddress, options: LoadOptions): Promise<void> {
    const { page, operations } = this.#parts;
    const { waitUntil = "load", timeoutMs } = options;
    const { subject, lacking } = addressWait(address, () => page.url());
    return operations.run({ subject, lacking, endsItself: true }, options, async (bounds) => {
      try {
        await page.waitForURL(({ href }) => address.fits(href), { waitUntil, ...bounds.options() });
      } catch (error) {
        if (!(error instanceof Error) || error.name !== "TimeoutError") throw error;
        const message = `waited ${Math.round(timeoutMs)} ms for ${subject}: ${lacking()}`;
        throw new PageOperationError("timeout", message, { cause: error });
      }
    });
  }

  forText(selector: string, awaited: AwaitedText, options: OperationOptions): Promise<string> {
    const { operations, scripts } = this.#parts;
    return operations.run({ subject: selector, endsItself: true }, options, async (bounds) => {
      const reached = await untilText(scripts, { selector, ...awaited }, bounds);
      return reachedText(reached, { selector, ...awaited }, bounds);
    });
  }

  forFunction(awaited: AwaitedFunction, options: OperationOptions): Promise<unknown> {
    const { cdp, operations } = this.#parts;
    return operations.run(FUNCTION_WAIT, options, (bounds) => waitForFunction({ cdp }, awaited, bounds));
  }

  expected(selector: string, expectation: Expectation, options: OperationOptions): Promise<ExpectationOutcome> {
    const { page, operations } = this.#parts;
    const operation = { subject: selector, endsItself: true };
    return operations.run(operation, options, async (bounds) => {
      const { timeout, signal } = bounds.options();
      const locator = page.locator(selector) as unknown as ExpectingLocator;
      const { matches, received, errorMessage } = await locator._expect(expectation.expression, {
        ...expectation,
        timeout,
        signal,
      });
      if (errorMessage !== undefined && /strict mode violation|Not a|is not/.test(errorMessage)) throw new Error(errorMessage);
      return { matches, received: received?.value, isMissing: errorMessage !== undefined };
    });
  }
}

/** What Playwright's own matchers call: its one operation that retries an expectation. */
interface ExpectingLocator {
  _expect(
    expression: string,
    options: Omit<Expectation, "expression"> & { readonly timeout: number; readonly signal: AbortSignal },
  ): Promise<{
    readonly matches: boolean;
    readonly received?: { readonly value?: unknown };
    readonly errorMessage?: string;
  }>;
}
