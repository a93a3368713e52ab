import { deferred } from "../base/deadline.js";
import { type OperationOptions, PageOperationError } from "../scenario/page-port.js";
import type { PageOperations } from "./page-operations.js";

/** What a watch has seen first. */
export interface Sighting<T> {
  readonly first: Promise<T>;
  end(): void;
}

/** Tells watches what appears while they last. */
export class Sightings<T> {
  readonly #watches = new Set<(seen: T) => void>();

  seen(what: T): void {
    for (const tell of this.#watches) tell(what);
  }

  watch(): Sighting<T> {
    const { promise, resolve } = deferred<T>();
    const tell = (seen: T) => resolve(seen);
    this.#watches.add(tell);
    return { first: promise, end: () => void this.#watches.delete(tell) };
  }
}

/** Waits for the first sighting. `what` is `a popup` or the like, for the message of a time-out. */
export async function untilSeen<T>(
  { first }: Sighting<T>,
  what: string,
  { operations, options }: { readonly operations: PageOperations; readonly options: OperationOptions },
): Promise<T> {
  try {
    return await operations.run({ subject: what }, options, () => first);
  } catch (error) {
    if (!(error instanceof PageOperationError) || error.kind !== "timeout") throw error;
    throw new PageOperationError("timeout", `${error.message}; none was opened`, { cause: error });
  }
}
