import type { OriginStorage } from "../../scenario/page-port.js";

/** What one origin has stored. */
export type Stored = Pick<OriginStorage, "localStorage" | "sessionStorage">;
export const NOTHING_STORED: Stored = { localStorage: [], sessionStorage: [] };

/** An expression that comes to what the document's origin has stored. */
export const READ_STORED = `(() => {
  const entries = (storage) => Object.keys(storage).map((name) => ({ name, value: storage.getItem(name) }));
  return { localStorage: entries(localStorage), sessionStorage: entries(sessionStorage) };
})()`;

/** A script that makes both storages what they are to be. */
export function writeStored(stored: Stored = NOTHING_STORED): string {
  const { localStorage, sessionStorage } = stored;
  return `for (const [storage, entries] of [[localStorage, ${JSON.stringify(localStorage)}], [sessionStorage, ${JSON.stringify(sessionStorage)}]]) {
    storage.clear();
    for (const { name, value } of entries) storage.setItem(name, value);
  }`;
}

/**
 * A script for new documents that does so in those of one origin, before their own scripts run: once for each `restore`. Several
 * may come before it is known of the first one, which may have stored something since. Those that come together are frames of
 * one page, and see each other; one that comes after another in the same frame knows where it came from. For a world of its own,
 * which the page does not see.
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

/** The origin of an address; `null` where it has none. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "null";
}
