import { all, type DomDocument } from "../dom.js";
import type { LiveViewHost } from "../live-view-host.js";

const SERIALIZER = "2.0.0";

/**
 * What joins and the socket's address carry. The script of Phoenix's generator gives the client one object with the CSRF token,
 * which the client adds to with each join; so the socket's address has what the first join had. A page without the token
 * has a script that gives none, and its address has the serializer's version only.
 */
export class JoinParams {
  readonly #host: LiveViewHost;
  readonly #isShared: boolean;
  #params: Record<string, unknown>;

  constructor(host: LiveViewHost) {
    this.#host = host;
    const token = csrfToken(host.document);
    this.#isShared = token !== undefined;
    this.#params = token === undefined ? {} : { _csrf_token: token };
  }

  of({
    mounts,
    attempts,
    referer,
  }: {
    readonly mounts: number;
    readonly attempts: number;
    readonly referer: string | undefined;
  }): object {
    const tracked = trackedStatics(this.#host);
    this.#params = {
      ...this.#params,
      ...(tracked.length > 0 ? { _track_static: tracked } : {}),
      _mounts: mounts,
      _mount_attempts: attempts,
      _live_referer: referer,
    };
    return this.#params;
  }

  /** With `ws:` or `wss:`. */
  socketUrl(path: string): string {
    const url = new URL(`${path}/websocket`, this.#host.url());
    url.protocol = url.protocol.replace("http", "ws");
    const params = this.#isShared ? serialized(this.#params) : "";
    return `${url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin}${url.pathname}?${params}${params === "" ? "" : "&"}vsn=${SERIALIZER}`;
  }
}

function csrfToken(document: DomDocument): string | undefined {
  const meta = document.querySelector('meta[name="csrf-token"]');
  return meta?.getAttribute("content") ?? undefined;
}

/** Addresses of assets whose change tells that the site was deployed anew. */
function trackedStatics(host: LiveViewHost): readonly string[] {
  return all(host.document, "[phx-track-static]").flatMap((element) => {
    const address = element.getAttribute("src") ?? element.getAttribute("href");
    return address === null ? [] : [new URL(address, host.url()).href];
  });
}

/** As Phoenix's client writes them: nested keys in brackets, `undefined` as a text. */
function serialized(params: object, parent?: string): string {
  return Object.entries(params)
    .map(([key, value]) => {
      const name = parent === undefined ? key : `${parent}[${key}]`;
      if (typeof value === "object" && value !== null) return serialized(value, name);
      return `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`;
    })
    .join("&");
}
