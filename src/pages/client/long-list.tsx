import { useState } from "preact/hooks";
import { formatNumber } from "../../base/numbers.js";
import { Nothing } from "./part.js";
import { changeView, currentView, useView } from "./view.js";

/** A list up to this length is shown in full. */
const SHORT = 25;

/** The visible part of a list, with the state of its filter. */
export interface LongList<T> {
  readonly shown: readonly T[];
  /** Number of items that match the filter. */
  readonly matching: number;
  readonly isLong: boolean;
  readonly filter: string;
  readonly setFilter: (filter: string) => void;
  readonly showAll: () => void;
}

/** Filters a list, and shows only the first items until the reader asks for all. The filter is part of the view, by the list's name. */
export function useLongList<T>(items: readonly T[], textOf: (item: T) => string, name: string): LongList<T> {
  const [filter, setFilter] = useFilter(name);
  const [showsAll, setShowsAll] = useState(false);
  const wanted = filter.trim().toLowerCase();
  const matching = wanted === "" ? items : items.filter((item) => textOf(item).toLowerCase().includes(wanted));
  return {
    shown: showsAll ? matching : matching.slice(0, SHORT),
    matching: matching.length,
    isLong: items.length > SHORT,
    filter,
    setFilter,
    showAll: () => setShowsAll(true),
  };
}

/** The filter of a list, which is part of the view. */
export function useFilter(name: string): readonly [filter: string, setFilter: (filter: string) => void] {
  const filter = useView().filters?.[name] ?? "";
  return [filter, (text) => changeView({ filters: { ...currentView().filters, [name]: text } })];
}

/** The filter box of a long list; renders nothing for a short one. */
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

/** The line below a long list: a button for the rest, or a note that nothing matches. */
export function ListRest({ list, noun }: { readonly list: LongList<unknown>; readonly noun: string }) {
  if (list.matching === 0) return <Nothing>No {noun} matches the filter.</Nothing>;
  if (list.shown.length === list.matching) return null;
  return (
    <button type="button" class="more" onClick={list.showAll}>
      Show all {formatNumber(list.matching)} {noun.endsWith("s") ? `${noun}es` : `${noun}s`}
    </button>
  );
}
