/** A page's history, as the browser tells it. */
export interface PageHistory {
  readonly currentIndex: number;
  readonly entries: readonly HistoryEntry[];
}

interface HistoryEntry {
  readonly id: number;
  readonly url: string;
  readonly userTypedURL: string;
  readonly transitionType: string;
}

/** What a person asked of the browser's window. */
export type HistoryChange =
  | { readonly kind: "navigate"; readonly url: string }
  | { readonly kind: "reload" | "back" | "forward" };

/** Addresses that were typed or chosen outside the page. */
const ASKED = /^(typed|address_bar|generated|keyword|keyword_generated|auto_bookmark)$/;

/**
 * What led from one history to the next, if it was the person at the browser's own controls; `undefined` if it was the page.
 * Right after an input it is the page that goes back or reloads.
 */
export function historyChange(
  before: PageHistory | undefined,
  after: PageHistory,
  isAfterInput: boolean,
): HistoryChange | undefined {
  const entry = after.entries[after.currentIndex];
  if (entry === undefined) return undefined;
  const known = before?.entries.findIndex(({ id }) => id === entry.id) ?? -1;
  if (before === undefined || known < 0) {
    if (!ASKED.test(entry.transitionType)) return undefined;
    return { kind: "navigate", url: entry.userTypedURL === "" ? entry.url : entry.userTypedURL };
  }
  if (isAfterInput) return undefined;
  if (known !== before.currentIndex) return { kind: known < before.currentIndex ? "back" : "forward" };
  return entry.transitionType === "reload" ? { kind: "reload" } : undefined;
}
