import type { OperationOptions } from "../../scenario/page-port.js";
import { type Expectation, type ExpectationOutcome, isOfAll } from "../../scenario/ports/expectations.js";
import type { LoadOptions } from "../../scenario/ports/history.js";
import type { AwaitedAddress, AwaitedFunction, AwaitedText, PageWaits } from "../../scenario/ports/waits.js";
import type { PageOperations } from "../page-operations.js";
import { addressWait } from "../waits/awaited-address.js";
import { FUNCTION_WAIT, waitForFunction } from "../waits/function-wait.js";
import { reachedText } from "../waits/text-wait.js";
import { boundedBy } from "./bounded-commands.js";
import type { PageDocuments } from "./navigation/page-documents.js";
import type { PageNavigation } from "./navigation/page-navigation.js";
import type { PageHelper } from "./page-helper.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";
import { waitingInPage } from "./waiting-operation.js";

interface WaitsParts {
  readonly session: ProtocolSession;
  readonly operations: PageOperations;
  readonly documents: PageDocuments;
  readonly navigation: PageNavigation;
  readonly helper: PageHelper;
}

/** Waits for an address or a condition of one user's page. */
export class ChromiumWaits implements PageWaits {
  readonly #parts: WaitsParts;

  constructor(parts: WaitsParts) {
    this.#parts = parts;
  }

  forURL(address: AwaitedAddress, options: LoadOptions): Promise<void> {
    const { operations, documents, navigation } = this.#parts;
    const operation = addressWait(address, () => documents.url);
    return operations.run(operation, options, (bounds) => navigation.arrived(address, bounds, options));
  }

  forFunction(awaited: AwaitedFunction, options: OperationOptions): Promise<unknown> {
    const { session, operations, documents } = this.#parts;
    return operations.run(FUNCTION_WAIT, options, (bounds) =>
      waitForFunction({ cdp: boundedBy(bounds, session), ready: () => documents.world(bounds.over) }, awaited, bounds),
    );
  }

  forText(selector: string, awaited: AwaitedText, options: OperationOptions): Promise<string> {
    const { operations, documents, helper } = this.#parts;
    return operations.run(waitingInPage(selector, documents), options, async (bounds) => {
      const reached = await helper.ask("text", bounds, { selector, ...awaited });
      return reachedText(reached, { selector, ...awaited }, bounds);
    });
  }

  expected(selector: string, expectation: Expectation, options: OperationOptions): Promise<ExpectationOutcome> {
    const { operations, documents, helper } = this.#parts;
    const strict = !isOfAll(expectation.expression);
    return operations.run(waitingInPage(selector, documents), { ...options, strict }, (bounds) =>
      helper.ask("expected", bounds, { selector, ...expectation }),
    );
  }
}
