import type { InteractionAdapter } from "../interaction-adapter.js";

/** A callback under way, in the store of Dash's renderer. */
interface Callback {
  /** Its definition; `persistent` ones never end. */
  readonly callback: { readonly persistent?: boolean };
  /** By the properties whose change called it; empty when its components appear. */
  readonly changedPropIds?: object;
  /** The definitions of the callbacks that it follows from. */
  readonly predecessors?: readonly object[];
}

/** How far a callback is. */
type Stage = "requested" | "prioritized" | "blocked" | "executing" | "watched" | "executed";

interface State {
  readonly callbacks: Readonly<Record<Stage, readonly Callback[]>>;
  /** Which components are shown as loading, and whether the page is. */
  readonly loading?: unknown;
  readonly isLoading?: unknown;
}

interface Store {
  getState(): State;
  subscribe(listener: () => void): void;
}

/** Outputs of callbacks that an interval has called, by the pages that sent these. */
const polled = new WeakMap<object, Set<string>>();

/**
 * Dash: each callback is a request; callbacks that depend on its outputs follow it, from a timer. Those that an interval calls have
 * nothing to do with people, and neither have those that follow from them.
 */
export const dash: InteractionAdapter = {
  name: "dash",
  // Requests show it, not events.
  signs: [],
  // biome-ignore lint/complexity/noExcessiveLinesPerFunction: it is passed to pages as source, so all of it is one function.
  page(side) {
    const scope = globalThis as unknown as {
      readonly dash_stores?: readonly Store[];
      /** Before version 3. */
      readonly store?: Store;
      readonly ReactDOM?: { readonly createRoot?: unknown };
      queueMicrotask(task: () => void): void;
    };
    const stages: readonly Stage[] = ["requested", "prioritized", "blocked", "executing", "watched", "executed"];
    const followed = new Set<Store>();
    const busy = new Set<Store>();
    const known = new WeakMap<object, boolean>();
    const ofPolls = new WeakSet<object>();
    /** What an interval changes just now: an answer, or that the page is loading. */
    let shown: { isAnswer: boolean } | undefined;
    /** Whether React is about to draw what a person has asked for. */
    let isOwn = false;

    const isPoll = ({ callback, changedPropIds = {}, predecessors = [] }: Callback): boolean => {
      const before = predecessors.at(-1);
      const ids = Object.keys(changedPropIds);
      const isOfInterval = ids.length > 0 && ids.every((id) => id.endsWith(".n_intervals"));
      const is = known.get(changedPropIds) ?? (before === undefined ? isOfInterval : ofPolls.has(before));
      known.set(changedPropIds, is);
      ofPolls[is ? "add" : "delete"](callback);
      return is;
    };
    const settle = () => {
      // Answers may be drawn later, too.
      if (shown !== undefined) side[shown.isAnswer ? "settles" : "over"](shown);
      shown = undefined;
    };
    const tell = (drawing: readonly Callback[], isAnswer: boolean) => {
      if (drawing.some((one) => !isPoll(one))) {
        settle();
        isOwn = true;
        scope.queueMicrotask(() => {
          isOwn = false;
        });
      } else if (drawing.length > 0 && !isOwn) {
        if (shown === undefined) {
          shown = { isAnswer };
          side.sends(shown, "about:blank", null);
          side.changes(shown);
          // React has its turn before.
          scope.queueMicrotask(settle);
        } else shown.isAnswer ||= isAnswer;
      }
    };
    const follow = (store: Store) => {
      if (followed.has(store) || store.getState().callbacks?.requested === undefined) return;
      followed.add(store);
      // Before React 18 the page is changed before anybody is told.
      const tellsPolls = scope.ReactDOM?.createRoot !== undefined;
      let before = store.getState();
      const look = () => {
        const last = before;
        before = store.getState();
        const { callbacks, loading, isLoading } = before;
        const list = (stage: Stage) => callbacks[stage].filter(({ callback }) => callback.persistent !== true);
        const pending = stages.flatMap(list);
        const isBusy = pending.some((one) => !isPoll(one));
        if (busy.has(store) !== isBusy) {
          busy[isBusy ? "add" : "delete"](store);
          side.works(busy.size > 0);
        }
        if (!tellsPolls) return;
        const executed = list("executed").filter((one) => !last.callbacks.executed.includes(one));
        if (executed.length > 0) tell(executed, true);
        else if (loading !== last.loading || isLoading !== last.isLoading) tell(pending, false);
      };
      store.subscribe(() => {
        try {
          look();
        } catch {
          // The page must not notice.
        }
      });
      look();
      if (!tellsPolls) return;
      side.sends(store, "about:blank", null);
      side.over(store);
    };
    const followAll = () => [...(scope.dash_stores ?? []), ...(scope.store === undefined ? [] : [scope.store])].forEach(follow);
    for (const type of ["pointerdown", "keydown", "input", "change"]) side.on(type, followAll);
    followAll();
  },
  sent({ channel, url, text, connection = {} }) {
    if (channel !== "request") return undefined;
    if (RELOAD.test(url)) return { role: "other" };
    if (LAYOUT.test(url)) return { role: "other", isSign: true };
    if (!UPDATE.test(url)) return undefined;
    const { triggers, outputs } = callOf(text);
    const byPolls = polled.get(connection) ?? new Set();
    polled.set(connection, byPolls);
    const isPoll = triggers.length > 0 && triggers.every((trigger) => trigger.endsWith(".n_intervals") || byPolls.has(trigger));
    for (const output of outputs) byPolls[isPoll ? "add" : "delete"](output);
    return { role: isPoll ? "poll" : "action", isSign: true };
  },
};

const UPDATE = /\/_dash-update-component(?:\?|$)/;
/** The first request of each page. */
const LAYOUT = /\/_dash-layout(?:\?|$)/;
/** Asks for changes of the code while an application is developed. */
const RELOAD = /\/_reload-hash(?:\?|$)/;

/** The properties whose change called the callback, and those that it changes: `["inc.n_clicks"]`, `["count.children"]`. */
function callOf(body: string): { readonly triggers: readonly string[]; readonly outputs: readonly string[] } {
  try {
    const { changedPropIds, outputs } = JSON.parse(body) as { readonly changedPropIds?: unknown; readonly outputs?: unknown };
    return {
      triggers: Array.isArray(changedPropIds) ? changedPropIds.map(String) : [],
      outputs: [outputs].flat(2).flatMap(propertyOf),
    };
  } catch {
    return { triggers: [], outputs: [] };
  }
}

function propertyOf(output: unknown): readonly string[] {
  if (typeof output !== "object" || output === null) return [];
  const { id, property } = output as { readonly id?: unknown; readonly property?: unknown };
  // As in the triggers: ids of several parts are sorted by their names.
  const name = typeof id === "object" && id !== null ? JSON.stringify(id, Object.keys(id).sort()) : String(id);
  // Outputs that several callbacks share have a number.
  return [`${name}.${String(property).split("@", 1)[0]}`];
}
