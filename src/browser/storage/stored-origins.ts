import type { OriginStorage } from "../../scenario/page-port.js";
import { READ_DATABASES } from "./stored-databases.js";

/** The storage of one origin. */
export type Stored = Omit<OriginStorage, "origin">;
export const NOTHING_STORED: Stored = { localStorage: [], sessionStorage: [] };

/** An expression that evaluates to the storage of the document's origin. */
export const READ_STORED = `(() => {
  const entries = (storage) => Object.keys(storage).map((name) => ({ name, value: storage.getItem(name) }));
  return { localStorage: entries(localStorage), sessionStorage: entries(sessionStorage) };
})()`;

/** The same, with the origin's databases. */
export const READ_STORED_AND_DATABASES = `(async () => ({ ...${READ_STORED}, indexedDB: await ${READ_DATABASES} }))()`;

/** A script that replaces both storages. */
export function writeStored(stored: Stored = NOTHING_STORED): string {
  const { localStorage, sessionStorage } = stored;
  return `for (const [storage, entries] of [[localStorage, ${JSON.stringify(localStorage)}], [sessionStorage, ${JSON.stringify(sessionStorage)}]]) {
    storage.clear();
    for (const { name, value } of entries) storage.setItem(name, value);
  }`;
}

/**
 * A script for new documents that replaces the storage of one origin, before the page's own scripts run, once per `restore`.
 * Several documents may load before the first one is reported, and the first may have stored something by then. Documents that
 * load at the same time are frames of one page and see each other; a later one in the same frame sees the entry that it came from.
 * Runs in an isolated world, invisible to the page.
 */
export function writeStoredAt(origin: string, restore: number, stored?: Stored): string {
  return `if (location.origin === ${JSON.stringify(origin)}) {
    const isRight = (frame) => {
      try { if (frame.storageRestored === ${restore}) return true; } catch {}
      for (let index = 0; index < frame.length; index++) if (isRight(frame[index])) return true;
      return false;
    };
    const comesFromOrigin = (globalThis.navigation?.activation?.from ?? null) !== null;
    try { if (!comesFromOrigin && !isRight(top)) { ${writeStored(stored)} } } catch {}
    globalThis.storageRestored = ${restore};
  }`;
}

/** Whether an origin has stored anything. */
export function hasStored({ localStorage, sessionStorage, indexedDB = [] }: Stored): boolean {
  return localStorage.length + sessionStorage.length + indexedDB.length > 0;
}

/** The origin of an address; `null` if it has none. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "null";
}
