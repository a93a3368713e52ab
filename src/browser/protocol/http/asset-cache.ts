import type { Clock } from "../../../base/clock.js";
import type { Headers } from "./connections.js";

interface Kept {
  readonly freshUntilMs: number;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

/** More addresses than a site's pages refer to. */
const MOST_KEPT = 2000;

/** What to do about an asset. */
export type CacheAnswer =
  | { readonly name: "use" }
  /** Ask whether the copy is still good, or, without validators, for a new one. */
  | { readonly name: "ask"; readonly validators: Readonly<Record<string, string>> | undefined };

/**
 * Which assets of a user a browser would have kept. Bodies are not: nobody reads them. As in Chromium, a reload does not ask about
 * what is fresh, so `immutable` changes nothing.
 */
export class AssetCache {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ask(url: string, { isFromHistory }: { readonly isFromHistory: boolean }): CacheAnswer {
    const kept = this.#kept.get(url);
    if (kept === undefined) return { name: "ask", validators: undefined };
    if (isFromHistory || this.#clock.now() < kept.freshUntilMs) return { name: "use" };
    const { etag, lastModified } = kept;
    const validators = {
      ...(etag === undefined ? {} : { "if-none-match": etag }),
      ...(lastModified === undefined ? {} : { "if-modified-since": lastModified }),
    };
    return { name: "ask", validators: Object.keys(validators).length === 0 ? undefined : validators };
  }

  /** The server has answered; 304 renews what is kept. */
  answered(url: string, status: number, headers: Headers): void {
    const control = String(headers["cache-control"] ?? "").toLowerCase();
    if (control.includes("no-store") || (status !== 304 && !isCacheable(status))) {
      this.#kept.delete(url);
      return;
    }
    const known = status === 304 ? this.#kept.get(url) : undefined;
    const freshMs = this.#freshnessOf(headers, control);
    this.#kept.set(url, {
      freshUntilMs: this.#clock.now() + freshMs,
      etag: textOf(headers.etag) ?? known?.etag,
      lastModified: textOf(headers["last-modified"]) ?? known?.lastModified,
    });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** Milliseconds for which an answer needs no question, after https://www.rfc-editor.org/rfc/rfc9111#section-4.2. */
  #freshnessOf(headers: Headers, control: string): number {
    if (/\bno-cache\b/.test(control)) return 0;
    const age = Number(textOf(headers.age) ?? 0) * 1000 || 0;
    const maxAge = /\bmax-age\s*=\s*"?(\d+)/.exec(control)?.[1];
    if (maxAge !== undefined) return Number(maxAge) * 1000 - age;
    const date = Date.parse(textOf(headers.date) ?? "") || this.#clock.wallTime();
    const expires = textOf(headers.expires);
    if (expires !== undefined) return (Date.parse(expires) || date) - date - age;
    const modified = Date.parse(textOf(headers["last-modified"]) ?? "");
    // A tenth of the time since the last change, as browsers guess.
    return Number.isNaN(modified) ? 0 : Math.max(0, (date - modified) / 10 - age);
  }
}

function isCacheable(status: number): boolean {
  return [200, 203, 300, 301, 308, 404, 410].includes(status);
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
