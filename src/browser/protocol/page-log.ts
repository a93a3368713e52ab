import { PageOperationError } from "../../scenario/page-port.js";
import type { DocumentJudge } from "../page-operations.js";
import { TroubleList } from "../trouble-list.js";
import type { RequestWitness, UserRequest } from "./http/user-requests.js";

interface AnsweredDocument {
  readonly method: string;
  readonly url: string;
  readonly status: number;
}

/** More documents than one step can lead to. */
const MAX_UNJUDGED = 8;

/** Keeps what goes wrong in a page, and its documents of 4xx and 5xx until they are judged. */
export class PageLog implements DocumentJudge, RequestWitness {
  readonly #troubles = new TroubleList();
  readonly #unjudged: AnsweredDocument[] = [];
  readonly #listeners = new Set<() => void>();
  #pageUrl = "";

  /** The document of a navigation is requested: what goes wrong from now on belongs to it if it is shown. */
  asked(navigation: string): void {
    this.#troubles.asked(navigation);
  }

  shown(navigation: string, { method, url, status }: AnsweredDocument): void {
    this.#pageUrl = url;
    this.#troubles.shown(navigation);
    if (status < 400) return;
    this.#unjudged.push({ method, url, status });
    if (this.#unjudged.length > MAX_UNJUDGED) this.#unjudged.splice(1, 1);
    for (const listener of [...this.#listeners]) listener();
  }

  answered(request: UserRequest, status: number): void {
    if (status >= 400) this.#requestTrouble(request, `answered ${status}`);
  }

  failed(request: UserRequest, reason: string): void {
    this.#requestTrouble(request, `failed: ${reason}`);
  }

  trouble(text: string): void {
    this.#troubles.add(text);
  }

  troubles(): readonly string[] {
    const own = originsOf(this.#pageUrl);
    return this.#troubles.list().map((text) => own.reduce((shorter, origin) => shorter.replace(` ${origin}/`, " /"), text));
  }

  takeRefused(accepts: (status: number) => boolean): PageOperationError | undefined {
    const [refused] = this.#unjudged.splice(0).filter(({ status }) => !accepts(status));
    if (refused === undefined) return undefined;
    const { method, url, status } = refused;
    return new PageOperationError("http", `${method} ${new URL(url).pathname} answered ${status}`);
  }

  onErrorDocument(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A query may hold secrets, and differs from user to user. */
  #requestTrouble({ method, url }: UserRequest, what: string): void {
    this.#troubles.add(`${method} ${url.origin}${url.pathname} ${what}`);
  }
}

/** The page's own origin, for HTTP and WebSocket: addresses of it are shown without the origin. */
function originsOf(pageUrl: string): readonly string[] {
  if (!/^https?:/i.test(pageUrl) || !URL.canParse(pageUrl)) return [];
  const { origin } = new URL(pageUrl);
  return [origin, origin.replace(/^http/, "ws")];
}
