/** A navigation of a page that has begun, as the browser reports it. */
export interface StartedNavigation {
  readonly url: string;
  readonly loaderId: string;
  readonly navigationType: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Somebody had just acted in the page: it is the page that goes back. */
  readonly isAfterInput: boolean;
}

/** A navigation that a person asked for with the browser's window. */
export interface AskedNavigation {
  readonly kind: "navigate" | "reload" | "history";
  readonly url: string;
  readonly at: number;
}

/**
 * Tells the navigations that the person asked for, with the address bar or the browser's buttons, from those of the page. The
 * browser announces what a page asks for; what begins without that was asked for outside the page. It counts once it is committed.
 */
export class AskedNavigations {
  #requested: string | undefined;
  #asked: (AskedNavigation & { readonly loaderId: string }) | undefined;
  #isFirst: boolean;

  /** The first document of a popup was asked for by its opener. */
  constructor(isPopup: boolean) {
    this.#isFirst = isPopup;
  }

  /** The page asks for another document. */
  requested(url: string): void {
    this.#requested = url;
  }

  started({ url, loaderId, navigationType, at, isAfterInput }: StartedNavigation): void {
    const isOfPage = this.#requested === url || this.#isFirst;
    this.#requested = undefined;
    const kind = /^history/.test(navigationType) ? "history" : /^reload/.test(navigationType) ? "reload" : "navigate";
    const isAsked = !isOfPage && !(kind === "history" && isAfterInput) && /^(https?|file|data):/.test(url);
    this.#asked = isAsked ? { kind, url, at, loaderId } : undefined;
  }

  /** The page shows a document (with its `loaderId`), or another part of its document; returns what the person asked for. */
  committed(url: string, loaderId?: string): AskedNavigation | undefined {
    if (url !== "about:blank") this.#isFirst = false;
    const asked = this.#asked;
    if (asked === undefined || (loaderId !== undefined && loaderId !== asked.loaderId)) return undefined;
    this.#asked = undefined;
    return asked;
  }
}

/** A page's history, as the browser tells it. */
export interface PageHistory {
  readonly currentIndex: number;
  readonly entries: readonly { readonly url: string }[];
}

/** Where an address is in the history before the page goes there; the nearest one counts. */
export function directionTo(url: string, { currentIndex, entries }: PageHistory): "back" | "forward" {
  const distances = entries.flatMap((entry, index) =>
    entry.url === url && index !== currentIndex ? [index - currentIndex] : [],
  );
  const nearest = distances.sort((one, other) => Math.abs(one) - Math.abs(other))[0] ?? -1;
  return nearest < 0 ? "back" : "forward";
}
