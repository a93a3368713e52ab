import { useState } from "preact/hooks";
import { formatNumber } from "../../base/numbers.js";
import { Nothing } from "./part.js";

/** A list of no more than this is shown as it is. */
const SHORT = 25;

/** What is shown of a list, and what a reader can do about it. */
export interface LongList<T> {
  readonly shown: readonly T[];
  /** How many fit the filter. */
  readonly fitting: number;
  readonly isLong: boolean;
  readonly filter: string;
  readonly setFilter: (filter: string) => void;
  readonly showAll: () => void;
}

/** The items that fit a filter, of which only the first are shown until a reader asks for all. */
export function useLongList<T>(items: readonly T[], textOf: (item: T) => string): LongList<T> {
  const [filter, setFilter] = useState("");
  const [showsAll, setShowsAll] = useState(false);
  const wanted = filter.trim().toLowerCase();
  const fitting = wanted === "" ? items : items.filter((item) => textOf(item).toLowerCase().includes(wanted));
  return {
    shown: showsAll ? fitting : fitting.slice(0, SHORT),
    fitting: fitting.length,
    isLong: items.length > SHORT,
    filter,
    setFilter,
    showAll: () => setShowsAll(true),
  };
}

/** The box for a long list's filter; nothing for a short list. */
export function ListFilter(props: {
  readonly list: Pick<LongList<unknown>, "isLong" | "filter" | "setFilter">;
  readonly placeholder: string;
}) {
  const { list, placeholder } = props;
  if (!list.isLong) return null;
  return (
    <label class="pick">
      Filter{" "}
      <input
        type="search"
        value={list.filter}
        placeholder={placeholder}
        onInput={(event) => list.setFilter(event.currentTarget.value)}
      />
    </label>
  );
}

/** What stands below a long list: how to see the rest, or that nothing fits. */
export function ListRest({ list, noun }: { readonly list: LongList<unknown>; readonly noun: string }) {
  if (list.fitting === 0) return <Nothing>No {noun} fits the filter.</Nothing>;
  if (list.shown.length === list.fitting) return null;
  return (
    <button type="button" class="more" onClick={list.showAll}>
      Show all {formatNumber(list.fitting)} {noun}s
    </button>
  );
}
