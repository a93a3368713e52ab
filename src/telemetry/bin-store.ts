/** Bins per page, as a power of two. The values in a page differ by a factor of at most 3.6. */
const PAGE_BITS = 6;
const PAGE_SIZE = 1 << PAGE_BITS;
const SLOT_MASK = PAGE_SIZE - 1;

/** Up to this many bins are kept as a list: most sketches of one second on one node have only a few values. */
const MAX_LISTED_BINS = 16;

/** The pages of a store whose bins are a list: none, and never changed. */
const NO_PAGES: (Float64Array | undefined)[] = [];

/**
 * Counts by bin index (an integer of either sign). A few bins are a sorted list; more are in dense pages whose directory grows
 * at both ends. A single dense array would take half a megabyte for two values at the opposite ends of the range of doubles.
 */
export class BinStore {
  /** The bins in ascending order, each as index and count; `undefined` once they are in pages. */
  #listed: number[] | undefined = [];
  #pages: (Float64Array | undefined)[] = NO_PAGES;
  /** Number of the page at `#pages[0]`. */
  #firstPage = 0;

  /** Adds to one bin. */
  add(index: number, count: number): void {
    if (this.#listed !== undefined && this.#addToList(this.#listed, index, count)) return;
    const at = (index >> PAGE_BITS) - this.#firstPage;
    const page = (at >= 0 && at < this.#pages.length ? this.#pages[at] : undefined) ?? this.#openPage(index >> PAGE_BITS);
    const slot = index & SLOT_MASK;
    page[slot] = (page[slot] ?? 0) + count;
  }

  /** Adds all bins of another store; `other` may be this one. */
  addAll(other: BinStore): void {
    if (other.#listed !== undefined) {
      // A copy, as `other` may be this one.
      const bins = other === this ? [...other.#listed] : other.#listed;
      for (let at = 0; at < bins.length; at += 2) this.add(bins[at] ?? 0, bins[at + 1] ?? 0);
      return;
    }
    this.#turnIntoPages();
    other.#pages.forEach((page, at) => {
      if (page === undefined) return;
      const own = this.#openPage(other.#firstPage + at);
      for (let slot = 0; slot < PAGE_SIZE; slot++) own[slot] = (own[slot] ?? 0) + (page[slot] ?? 0);
    });
  }

  /** An independent copy. */
  clone(): BinStore {
    const copy = new BinStore();
    copy.#listed = this.#listed?.slice();
    copy.#firstPage = this.#firstPage;
    if (this.#listed === undefined) copy.#pages = this.#pages.map((page) => page?.slice());
    return copy;
  }

  /** Index of the bin with the item of this rank, counted from 0 over all bins in ascending order. */
  indexAtRank(rank: number): number | undefined {
    let before = 0;
    const listed = this.#listed ?? [];
    for (let at = 0; at < listed.length; at += 2) {
      before += listed[at + 1] ?? 0;
      if (before > rank) return listed[at];
    }
    for (const [at, page] of this.#pages.entries()) {
      if (page === undefined) continue;
      for (let slot = 0; slot < PAGE_SIZE; slot++) {
        before += page[slot] ?? 0;
        if (before > rank) return this.#indexOf(at, slot);
      }
    }
    return undefined;
  }

  /** The bins that are not empty, in ascending order, as pairs of index and count. */
  toPairs(): [index: number, count: number][] {
    const pairs: [number, number][] = [];
    const listed = this.#listed ?? [];
    for (let at = 0; at < listed.length; at += 2) pairs.push([listed[at] ?? 0, listed[at + 1] ?? 0]);
    this.#pages.forEach((page, at) => {
      page?.forEach((count, slot) => {
        if (count > 0) pairs.push([this.#indexOf(at, slot), count]);
      });
    });
    return pairs;
  }

  /** Adds to the list; returns false when it was full, so that there are pages from now on. */
  #addToList(listed: number[], index: number, count: number): boolean {
    let at = listed.length;
    // Values often arrive in ascending order: encoded bins always do.
    while (at > 0 && (listed[at - 2] ?? 0) >= index) at -= 2;
    if (at < listed.length && listed[at] === index) {
      listed[at + 1] = (listed[at + 1] ?? 0) + count;
      return true;
    }
    if (listed.length >= 2 * MAX_LISTED_BINS) {
      this.#turnIntoPages();
      return false;
    }
    if (at === listed.length) listed.push(index, count);
    else listed.splice(at, 0, index, count);
    return true;
  }

  #turnIntoPages(): void {
    if (this.#listed === undefined) return;
    const listed = this.#listed;
    this.#listed = undefined;
    this.#pages = [];
    for (let at = 0; at < listed.length; at += 2) this.add(listed[at] ?? 0, listed[at + 1] ?? 0);
  }

  #indexOf(at: number, slot: number): number {
    return (this.#firstPage + at) * PAGE_SIZE + slot;
  }

  /** The page with this number. Creates it, and extends the directory, when it does not exist. */
  #openPage(number: number): Float64Array {
    if (this.#pages.length === 0) this.#firstPage = number;
    if (number < this.#firstPage) {
      this.#pages.unshift(...new Array<undefined>(this.#firstPage - number).fill(undefined));
      this.#firstPage = number;
    }
    const at = number - this.#firstPage;
    while (this.#pages.length <= at) this.#pages.push(undefined);
    const page = this.#pages[at] ?? new Float64Array(PAGE_SIZE);
    this.#pages[at] = page;
    return page;
  }
}
