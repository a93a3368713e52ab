import type { Clock } from "../../../base/clock.js";
import { ABORTED, networkErrorOf } from "../../network/network-error.js";
import type { Bounds } from "../../page-operations.js";
import type { Changes } from "../changes.js";
import type { Document } from "../dom/document.js";
import { parseDocument } from "../dom/parse.js";
import type { AssetLoader } from "../http/asset-loader.js";
import type { UserRequests } from "../http/user-requests.js";
import type { PageLog } from "../page-log.js";
import { type DocumentRequest, type DownloadedFile, htmlOf, requestDocument } from "./document-request.js";
import type { ProtocolDownloads } from "./downloads.js";
import { Navigation } from "./navigation.js";
import { type HistoryEntry, type KeptDocument, PageHistoryEntries } from "./page-history.js";

const BLANK = "about:blank";
/** What a browser shows instead of a site that it did not reach. */
const ERROR_PAGE = "chrome-error://chromewebdata/";

/** Dependencies of {@link PageDocuments}. */
export interface PageDocumentsParts {
  readonly clock: Clock;
  readonly requests: UserRequests;
  readonly assets: AssetLoader;
  readonly log: PageLog;
  readonly changes: Changes;
  readonly downloads: ProtocolDownloads;
}

/** Is told when documents come and go. */
export interface DocumentWatcher {
  ready(document: Document): void;
  leaving(): void;
  /** The address changed within the document, by the session history. */
  traversed(state: unknown): void;
}

/** What becomes of the session history. */
type HistoryChange = "push" | "replace" | { readonly steps: number };

/** A document that is to be shown. */
interface Shown {
  readonly document: Document;
  readonly kept: KeptDocument | undefined;
  readonly from: URL | undefined;
  readonly history: HistoryChange;
}

/** The documents of a page, one after the other. */
export class PageDocuments {
  readonly #parts: PageDocumentsParts;
  readonly #history = new PageHistoryEntries();
  #document = parseDocument("", BLANK);
  #url = BLANK;
  #shown: Navigation;
  #latest: Navigation;
  #count = 0;
  #watcher: DocumentWatcher | undefined;
  /** What the error page stands for. */
  #unreached: DocumentRequest | undefined;

  constructor(parts: PageDocumentsParts) {
    this.#parts = parts;
    this.#shown = new Navigation("0");
    this.#shown.reached("load");
    this.#latest = this.#shown;
    this.#history.push(this.#entry(BLANK));
  }

  get document(): Document {
    return this.#document;
  }

  get url(): string {
    return this.#url;
  }

  /** The state object of the current entry of the session history. */
  get historyState(): unknown {
    return this.#history.current?.state ?? null;
  }

  /** The navigation whose document is shown. */
  get shown(): Navigation {
    return this.#shown;
  }

  watch(watcher: DocumentWatcher): void {
    this.#watcher = watcher;
  }

  /** Address of the page as the origin of requests; `undefined` for pages without a site. */
  get site(): URL | undefined {
    return /^https?:/.test(this.#url) ? new URL(this.#url) : undefined;
  }

  /** Requests a document. The navigation tells how far it is. */
  go(request: DocumentRequest, history: HistoryChange = "push"): Navigation {
    if (this.#latest.isPending) this.#latest.stop();
    const navigation = new Navigation(String(++this.#count), this.#parts.clock.now());
    this.#latest = navigation;
    const isSame = history === "push" && request.url === this.#url && request.method === "GET";
    void this.#load(request, navigation, isSame ? "replace" : history);
    return navigation;
  }

  /** Shows an address that only differs in its fragment; `false` if it leads to another document. */
  goWithin(url: string): boolean {
    const [target = ""] = url.split("#", 1);
    const [shown = ""] = this.#url.split("#", 1);
    if (target !== shown || !url.includes("#")) return false;
    if (url !== this.#url) this.#history.push(this.#entry(url));
    this.#moved(url);
    return true;
  }

  /** Shows the empty page. */
  goBlank(): void {
    if (this.#latest.isPending) this.#latest.stop();
    const navigation = new Navigation(String(++this.#count));
    this.#latest = navigation;
    this.#show(navigation, { document: parseDocument("", BLANK), kept: undefined, from: undefined, history: "push" });
    for (const stage of ["domcontentloaded", "load"] as const) navigation.reached(stage);
    this.#parts.changes.changed();
  }

  reload(): Navigation | undefined {
    const url = this.#url;
    if (url === ERROR_PAGE && this.#unreached !== undefined) return this.go(this.#unreached, "replace");
    if (!/^https?:/.test(url)) return undefined;
    return this.go({ url, method: "GET", from: undefined, isReload: true }, "replace");
  }

  /** Goes through the session history; `undefined` if there is no such entry, and the shown navigation within a document. */
  travel(steps: number): Navigation | undefined {
    const entry = this.#history.at(steps);
    if (entry === undefined) return undefined;
    if (entry.documentId === this.#shown.id) {
      this.#history.moved(steps, this.#shown.id);
      this.#moved(entry.url);
      this.#watcher?.traversed(entry.state);
      this.#parts.changes.changed();
      return this.#shown;
    }
    if (entry.kept !== undefined) return this.#showKept(entry.kept, entry.from, { steps });
    if (/^https?:/.test(entry.url))
      return this.go({ url: entry.url, method: "GET", from: entry.from, isTraversal: true }, { steps });
    this.goBlank();
    return this.#shown;
  }

  pushState(url: string, state: unknown): void {
    this.#history.push(this.#entry(this.#resolved(url), state));
    this.#moved(this.#resolved(url));
  }

  replaceState(url: string, state: unknown): void {
    this.#history.replace(this.#entry(this.#resolved(url), state));
    this.#moved(this.#resolved(url));
  }

  /** Waits until no document is being requested any more; `false` if the time was over before. */
  async settled(bounds: Bounds): Promise<boolean> {
    return (await this.#parts.changes.until(() => (this.#latest.isPending ? undefined : true), bounds)) === true;
  }

  /** The user is gone. */
  end(): void {
    this.#latest.stop();
    this.#shown.stop();
    this.#watcher?.leaving();
  }

  /** An entry for the document that is shown. */
  #entry(url: string, state: unknown = null): HistoryEntry {
    const { kept, from } = this.#history.current ?? { kept: undefined, from: undefined };
    return { url, state, documentId: this.#shown.id, kept, from };
  }

  /** Shows a document of the session history without a request. */
  #showKept(kept: KeptDocument, from: URL | undefined, history: HistoryChange): Navigation {
    if (this.#latest.isPending) this.#latest.stop();
    const navigation = new Navigation(String(++this.#count));
    this.#latest = navigation;
    this.#parts.log.asked(navigation.id);
    this.#show(navigation, { document: parseDocument(kept.html, kept.url), kept, from, history });
    this.#parts.log.shown(navigation.id, kept);
    void this.#loadAssets(navigation, true).then(() => this.#parts.changes.changed());
    return navigation;
  }

  #resolved(url: string): string {
    return new URL(url, this.#document.baseURI).href;
  }

  #moved(url: string): void {
    this.#url = url;
    this.#parts.changes.changed();
  }

  async #load(request: DocumentRequest, navigation: Navigation, history: HistoryChange): Promise<void> {
    const { requests, log, changes, downloads } = this.#parts;
    log.asked(navigation.id);
    try {
      const onDownload = (file: DownloadedFile) =>
        downloads.begin(file, () => {
          navigation.ended({ name: "download" });
          navigation.stop();
          changes.changed();
        });
      const sending = { requests, witness: log, signal: navigation.signal, onDownload };
      const { url, method, answer, isDownload } = await requestDocument(request, sending);
      if (!navigation.isPending) return;
      if (isDownload) {
        downloads.ended();
        navigation.ended({ name: "download" });
      } else if (answer.status === 204 || answer.status === 205) {
        navigation.ended({ name: "nothing" });
      } else {
        const html = htmlOf(answer);
        const document = { url, method, status: answer.status };
        const isKept = method === "GET" && !/no-store/i.test(String(answer.headers["cache-control"] ?? ""));
        const kept = isKept ? { ...document, html } : undefined;
        this.#show(navigation, { document: parseDocument(html, url), kept, from: request.from, history });
        log.shown(navigation.id, document);
        await this.#loadAssets(navigation, typeof history === "object");
      }
    } catch (error) {
      const { reason } = networkErrorOf(error);
      downloads.failed(reason);
      if (navigation.isPending && reason !== ABORTED) this.#failed(navigation, { request, reason, history });
      navigation.ended({ name: "replaced" });
    }
    changes.changed();
  }

  #failed(
    navigation: Navigation,
    { request, reason, history }: { readonly request: DocumentRequest; readonly reason: string; readonly history: HistoryChange },
  ): void {
    this.#unreached = request;
    navigation.ended({ name: "failed", reason });
    const shown = new Navigation(navigation.id);
    this.#show(shown, { document: parseDocument("", ERROR_PAGE), kept: undefined, from: request.from, history });
    shown.reached("load");
    this.#latest = shown;
  }

  #show(navigation: Navigation, { document, kept, from, history }: Shown): void {
    this.#watcher?.leaving();
    this.#shown.stop();
    this.#shown = navigation;
    this.#document = document;
    this.#url = document.url;
    const entry = { url: document.url, state: null, documentId: navigation.id, kept, from };
    if (history === "push") this.#history.push(entry);
    else if (history === "replace") this.#history.replace(entry);
    else {
      this.#history.moved(history.steps, navigation.id);
      this.#history.replace(entry);
    }
    navigation.reached("commit");
    this.#parts.changes.changed();
  }

  async #loadAssets(navigation: Navigation, isFromHistory: boolean): Promise<void> {
    const { assets, log, changes } = this.#parts;
    const document = this.#document;
    const loading = assets.load(document, { witness: log, signal: navigation.signal, isFromHistory });
    await loading.scripts;
    if (this.#shown !== navigation) return;
    navigation.reached("domcontentloaded");
    this.#watcher?.ready(document);
    changes.changed();
    await loading.all;
    navigation.reached("load");
  }
}
