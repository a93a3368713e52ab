import { catchUpContent } from "./content-changes.js";
import { afterFrame, listen, now, quietly, stampOf } from "./natives.js";
import { signal } from "./reporter.js";

/** Events that show which frameworks the page has, with the adapters of those; defined by the code around this script. */
declare const SIGNS: Readonly<Record<string, string>>;

/** Requests whose keys are known: as many as the node remembers, for polls come between a request and its answer. */
const MOST_KEYS = 200;
const MOST_HELD = 50;

/** As in `interactions/interaction-adapter.ts`, which is not the page's code. */
type Page = (side: unknown) => void;
type Listener = (event: Event) => void;

const NativeURL = self.URL;
const loaded = new Set<string>();
const found = new Set<string>();
/** Signs that came before their adapter, with their instants. */
let held: (readonly [adapter: string, event: Event, at: number])[] = [];
const keys = new Map<unknown, number>();
/** The keys of requests whose answers are drawn in the next frame. */
const drawn = new Set<unknown>();
let keyCount = 0;
/** The instant of an event that is passed on late. */
let heldAt: number | undefined;

/** Waits for signs of frameworks that the node has adapters for. */
export function watchSigns(): void {
  for (const type of Object.keys(SIGNS)) listen(window, type, (event: Event) => noticed(SIGNS[type] as string, event));
}

/** Runs an adapter in this document. */
export function loadAdapter(name: string, page: Page): void {
  if (loaded.has(name)) return;
  loaded.add(name);
  const early = held.filter(([adapter]) => adapter === name);
  held = held.filter(([adapter]) => adapter !== name);
  const listeners: [string, Listener][] = [];
  page(
    sideOf(name, (type, listener) => {
      listen(window, type, listener);
      listeners.push([type, quietly(listener)]);
    }),
  );
  for (const [, event, at] of early) {
    heldAt = at;
    for (const [type, listener] of listeners) if (type === event.type) listener(event);
  }
  heldAt = undefined;
}

function noticed(adapter: string, event: Event): void {
  if (loaded.has(adapter)) return;
  if (held.length < MOST_HELD) held.push([adapter, event, now()]);
  if (found.has(adapter)) return;
  found.add(adapter);
  signal(adapter, "f", 0, 0);
}

function sideOf(adapter: string, on: (type: string, listener: Listener) => void): unknown {
  const tell = (verb: string, key: unknown, rest?: readonly string[]) => {
    // What has changed so far has changed before this.
    const at = catchUpContent();
    signal(adapter, verb, keyOf(key), heldAt ?? at, rest);
  };
  return {
    on,
    sends(key: unknown, url?: string | null, cause?: Event | null) {
      keys.delete(key);
      const address = url === undefined ? "" : url === null ? "*" : new NativeURL(url, document.baseURI).href.replace(/#.*/, "");
      tell("s", key, [address, cause === null ? "-" : cause?.isTrusted === true ? String(stampOf(cause)) : ""]);
    },
    changes(key: unknown, isDrawnNext?: boolean) {
      if (isDrawnNext !== true || heldAt !== undefined) return tell("c", key);
      drawn.add(key);
      afterFrame(() => drawn.delete(key) && tell("c", key));
    },
    over(key: unknown) {
      drawn.delete(key);
      tell("o", key);
    },
    settles(key: unknown) {
      const at = catchUpContent();
      afterFrame(() => afterFrame(() => tell("e", key, [String(at), ""])));
    },
    works: (isAtWork: boolean) => tell(isAtWork ? "w" : "r", 0),
  };
}

function keyOf(key: unknown): number {
  const known = keys.get(key);
  if (known !== undefined) return known;
  keys.set(key, ++keyCount);
  if (keys.size > MOST_KEYS) keys.delete(keys.keys().next().value);
  return keyCount;
}
