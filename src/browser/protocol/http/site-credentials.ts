import type { HttpCredentials } from "../../../scenario/browser-options/browser-options.js";
import { basicLogin } from "../../../scenario/browser-options/proxy-route.js";
import type { Headers } from "./connections.js";

/** Name and password for sites that ask for them. As in a browser, they are sent unasked once a site has asked. */
export class SiteCredentials {
  readonly #credentials: HttpCredentials | undefined;
  readonly #origins = new Set<string>();

  constructor(credentials: HttpCredentials | undefined) {
    this.#credentials = credentials;
  }

  /** The header for a site that has asked before. */
  known(url: URL): string | undefined {
    return this.#origins.has(url.origin) ? this.#header() : undefined;
  }

  /** The header for a site that asks now; `undefined` if it has refused these already, or they are not for it. */
  answer({ origin }: URL, headers: Headers): string | undefined {
    const asks = /\bbasic\b/i.test(String(headers["www-authenticate"] ?? ""));
    const only = this.#credentials?.origin;
    if (!asks || this.#origins.has(origin) || (only !== undefined && only !== origin)) return undefined;
    const header = this.#header();
    if (header !== undefined) this.#origins.add(origin);
    return header;
  }

  #header(): string | undefined {
    return this.#credentials === undefined ? undefined : basicLogin(this.#credentials);
  }
}
