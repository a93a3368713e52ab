import type { OperationOptions } from "../../scenario/page-port.js";
import type { Bounds, Operation, PageOperations } from "../page-operations.js";
import type { PointerOutcome } from "./helper-wire.js";
import type { PageDocuments } from "./navigation/page-documents.js";
import type { PageHelper } from "./page-helper.js";
import type { DocumentWorld } from "./page-worlds.js";

interface WaitingParts {
  readonly operations: PageOperations;
  readonly documents: PageDocuments;
}

/** What an operation waits for, its options, and its work. */
interface WaitingOperation<T> {
  readonly subject: string;
  readonly options: OperationOptions;
  /** It gives inputs without a look at the page before. */
  readonly isBlind?: boolean;
  readonly act: (bounds: Bounds) => Promise<T>;
}

/** Runs an operation that waits in the page, which reports what was missing. */
export function waitingOperation<T>(
  { operations, documents }: WaitingParts,
  { subject, options, isBlind = false, act }: WaitingOperation<T>,
): Promise<T> {
  return operations.run({ ...waitingInPage(subject, documents), isBlind }, options, act);
}

/** Describes an operation that waits in the page. */
export function waitingInPage(subject: string, documents: PageDocuments): Operation {
  const lacking = () => (documents.leaving ? "the page that it leads to did not come" : "the page did not answer");
  return { subject, endsItself: true, lacking };
}

/** Resolves when the page has handled the input that was sent, after any navigation that it started. */
export async function inputHandled(
  { helper, documents }: { readonly helper: PageHelper; readonly documents: PageDocuments },
  bounds: Bounds,
): Promise<void> {
  const world = await documents.world(bounds.over);
  await settledAfter(await helper.askThere("outcome", bounds, world), { documents, world }, bounds);
}

/** Resolves after any navigation that the input with this outcome has started. */
export async function settledAfter(
  outcome: PointerOutcome | undefined,
  { documents, world }: { readonly documents: PageDocuments; readonly world: DocumentWorld },
  bounds: Bounds,
): Promise<void> {
  const { mark } = outcome ?? {};
  // During a navigation the operation goes on, so its input is not marked as handled yet.
  if (mark && documents.isOfPage(world) && !documents.leaving) bounds.handled(mark);
  await documents.settled(bounds.over);
}
