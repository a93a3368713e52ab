import type { Clock } from "../../base/clock.js";
import type { LoadOptions } from "../../scenario/ports/history.js";
import type { ContextOptions } from "../connection.js";
import { PageOperations, type ToPageOperationError } from "../page-operations.js";
import { DialogsOfPage, type UserDialogs } from "../user-dialogs.js";
import type { UserDownloads } from "../user-downloads.js";
import type { Popup, UserWindows } from "../user-windows.js";
import { Changes } from "./changes.js";
import type { DocumentRequest } from "./documents/document-request.js";
import { ProtocolDownloads } from "./documents/downloads.js";
import type { Navigation } from "./documents/navigation.js";
import { PageDocuments } from "./documents/page-documents.js";
import { PageLeaving } from "./documents/page-leaving.js";
import { PageNavigation } from "./documents/page-navigation.js";
import type { AssetLoader } from "./http/asset-loader.js";
import type { UserRequests } from "./http/user-requests.js";
import { KeyStrokes } from "./input/key-strokes.js";
import { PageInput } from "./input/page-input.js";
import { LivePageOf } from "./live-page.js";
import type { LivePartFactory } from "./live-part.js";
import { PageElements } from "./page-elements.js";
import { PageLog } from "./page-log.js";
import { ProtocolPage } from "./protocol-page.js";
import type { UserStorage } from "./user-storage.js";

/** Parts that the pages of a user share. */
export interface TabParts {
  readonly clock: Clock;
  readonly options: ContextOptions;
  readonly requests: UserRequests;
  readonly assets: AssetLoader;
  readonly storage: UserStorage;
  readonly downloads: UserDownloads;
  readonly dialogs: UserDialogs;
  readonly windows: UserWindows;
  readonly livePart: LivePartFactory;
  readonly toError: ToPageOperationError;
  /** Shows a document in the window of this name. */
  readonly open: (request: DocumentRequest, target: string) => void;
  /** The tab is closed. */
  readonly closed?: () => void;
}

/** A page of a user without a browser: the first one, or a popup. open → closed. */
export class ProtocolTab implements Popup {
  readonly page: ProtocolPage;
  readonly #operations: PageOperations;
  readonly #documents: PageDocuments;
  readonly #navigation: PageNavigation;
  readonly #closed: () => void;
  #first: { readonly navigation: Navigation; readonly url: string } | undefined;

  constructor({ clock, options, requests, assets, livePart, toError, open, closed = () => {}, ...shared }: TabParts) {
    const { storage, windows } = shared;
    const changes = new Changes(clock);
    const log = new PageLog();
    const operations = new PageOperations(clock, toError, log);
    const downloads = new ProtocolDownloads({ clock, downloads: shared.downloads });
    const documents = new PageDocuments({ clock, requests, assets, log, changes, downloads });
    const trouble = (text: string) => log.trouble(text);
    const leaving = new PageLeaving({ documents, trouble, open });
    const changed = () => changes.changed();
    const input: PageInput = new PageInput({ leaving, changed, trouble, tell: (event) => live.event(event) });
    const elements = new PageElements({ documents, changes });
    const live = livePart(new LivePageOf({ clock, options, requests, documents, leaving, input, changed, trouble }));
    documents.watch({
      ready: (document) => live.ready(document),
      leaving: () => live.leaving(),
      traversed: (state) => input.onWindow("popstate", { state }),
    });
    const keys = new KeyStrokes({ input, leaving });
    const navigation = new PageNavigation({ clock, documents, changes, requests });
    this.page = new ProtocolPage({
      ...{ clock, operations, documents, elements, input, leaving, requests, log, keys, storage, live, navigation },
      downloads: shared.downloads,
      dialogs: new DialogsOfPage(shared.dialogs, operations),
      windows: windows.of(operations),
      hasTouch: options.hasTouch === true,
    });
    this.#operations = operations;
    this.#documents = documents;
    this.#navigation = navigation;
    this.#closed = closed;
  }

  /** Requests a document, as a link of another page does. */
  show(request: DocumentRequest): void {
    const navigation = this.#documents.go(request);
    this.#first ??= { navigation, url: request.url };
  }

  loaded(options: LoadOptions): Promise<void> {
    const first = this.#first;
    if (first === undefined) return Promise.resolve();
    const { waitUntil } = options;
    const operation = { subject: "the popup to load", navigates: true };
    return this.#operations.run(operation, options, (bounds) => this.#navigation.arrival(first, { bounds, waitUntil }));
  }

  /** Everything is recorded when it happens. */
  async flush(): Promise<void> {}

  async close(): Promise<void> {
    this.end("the popup was closed");
    this.#closed();
  }

  /** Rejects whatever waits for the page. */
  end(reason: string): void {
    this.#operations.end(reason);
    this.#documents.end();
  }
}
