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

/** Where a page has gone, and whether somebody had just acted in it. */
interface Arrival {
  readonly url: string;
  readonly isAfterInput: boolean;
}

/**
 * What led to this address, if it was the person at the browser's own controls, and the history by then. It may have gone on since.
 * Right after an input it is the page that goes back or reloads.
 */
export function historyChange(
  before: PageHistory | undefined,
  after: PageHistory,
  arrival: Arrival,
): { readonly change?: HistoryChange; readonly history: PageHistory } {
  const known = new Set(before?.entries.map(({ id }) => id));
  const added = after.entries.findIndex(({ id, url }) => !known.has(id) && withoutFragment(url) === withoutFragment(arrival.url));
  const index = added < 0 ? after.currentIndex : added;
  const history = added < 0 ? after : { currentIndex: added, entries: after.entries.slice(0, added + 1) };
  const entry = after.entries[index];
  const change = entry === undefined ? undefined : changeTo(entry, before, arrival.isAfterInput);
  return change === undefined ? { history } : { change, history };
}

function changeTo(entry: HistoryEntry, before: PageHistory | undefined, isAfterInput: boolean): HistoryChange | undefined {
  const known = before?.entries.findIndex(({ id }) => id === entry.id) ?? -1;
  if (before === undefined || known < 0) {
    if (!ASKED.test(entry.transitionType)) return undefined;
    return { kind: "navigate", url: entry.userTypedURL === "" ? entry.url : entry.userTypedURL };
  }
  if (isAfterInput) return undefined;
  if (known !== before.currentIndex) return { kind: known < before.currentIndex ? "back" : "forward" };
  return entry.transitionType === "reload" ? { kind: "reload" } : undefined;
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/, "");
}
