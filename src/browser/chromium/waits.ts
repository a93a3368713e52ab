import type { OperationOptions } from "../../scenario/page-port.js";
import type { LoadOptions } from "../../scenario/ports/history.js";
import type { AwaitedAddress, AwaitedFunction, PageWaits } from "../../scenario/ports/waits.js";
import { addressWait } from "../awaited-address.js";
import { FUNCTION_WAIT, waitForFunction } from "../function-wait.js";
import type { PageOperations } from "../page-operations.js";
import { boundedBy } from "./bounded-commands.js";
import type { PageDocuments } from "./page-documents.js";
import type { PageNavigation } from "./page-navigation.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

interface WaitsParts {
  readonly session: ProtocolSession;
  readonly operations: PageOperations;
  readonly documents: PageDocuments;
  readonly navigation: PageNavigation;
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
}
