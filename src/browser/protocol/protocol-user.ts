import type { Clock } from "../../base/clock.js";
import { PageOperationError, type PagePort } from "../../scenario/page-port.js";
import type { BrowserUser, ContextOptions } from "../connection.js";
import { PageOperations } from "../page-operations.js";
import { DialogsOfPage, UserDialogs } from "../user-dialogs.js";
import { UserDownloads } from "../user-downloads.js";
import { UserWindows } from "../user-windows.js";
import { Changes } from "./changes.js";
import { ProtocolDownloads } from "./documents/downloads.js";
import { PageDocuments } from "./documents/page-documents.js";
import { PageLeaving } from "./documents/page-leaving.js";
import { PageNavigation } from "./documents/page-navigation.js";
import { AssetLoader } from "./http/asset-loader.js";
import { UserRequests } from "./http/user-requests.js";
import { KeyStrokes } from "./input/key-strokes.js";
import { PageInput } from "./input/page-input.js";
import { LivePageOf } from "./live-page.js";
import type { LivePartFactory } from "./live-part.js";
import { NO_LIVE_PART } from "./no-live-part.js";
import { PageElements } from "./page-elements.js";
import { PageLog } from "./page-log.js";
import { ProtocolPage } from "./protocol-page.js";
import { UserStorage } from "./user-storage.js";

/** Downloads need no permission of a browser. */
const ALWAYS_OPEN = { open: () => Promise.resolve(), close: () => Promise.resolve() };

export interface ProtocolUserParts {
  readonly clock: Clock;
  readonly options: ContextOptions;
  /** What runs in its pages instead of scripts. */
  readonly livePart?: LivePartFactory;
}

/** One user without a browser: its page, its cookies and its connections. */
export class ProtocolUser implements BrowserUser {
  readonly page: PagePort;
  readonly #operations: PageOperations;
  readonly #documents: PageDocuments;
  readonly #requests: UserRequests;

  constructor({ clock, options, livePart = NO_LIVE_PART }: ProtocolUserParts) {
    const requests = new UserRequests(options, clock);
    const changes = new Changes(clock);
    const log = new PageLog(options.routes);
    const storage = new UserStorage(requests.cookies);
    if (options.storageState !== undefined) storage.replace(options.storageState);
    const operations = new PageOperations(clock, toOperationError, log);
    const downloads = new UserDownloads(ALWAYS_OPEN);
    const assets = new AssetLoader({ requests, clock, isOn: options.assets !== "none" });
    const pageDownloads = new ProtocolDownloads({ clock, downloads });
    const documents = new PageDocuments({ clock, requests, assets, log, changes, downloads: pageDownloads });
    const trouble = (text: string) => log.trouble(text);
    const leaving = new PageLeaving({ documents, trouble });
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
    this.page = new ProtocolPage({
      ...{ clock, operations, documents, elements, input, leaving, requests, log, keys, downloads, storage, live },
      navigation: new PageNavigation({ clock, documents, changes, requests }),
      dialogs: new DialogsOfPage(new UserDialogs(), operations),
      windows: new UserWindows(clock).of(operations),
      hasTouch: options.hasTouch === true,
    });
    this.#operations = operations;
    this.#documents = documents;
    this.#requests = requests;
  }

  /** Everything is recorded when it happens. */
  async flush(): Promise<void> {}

  async close(): Promise<void> {
    this.end("the context was closed");
    await this.#requests.end();
  }

  /** Rejects whatever waits for the page. */
  end(reason: string): void {
    this.#operations.end(reason);
    this.#documents.end();
  }
}

function toOperationError(thrown: unknown): PageOperationError {
  if (thrown instanceof PageOperationError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new PageOperationError("invalid", message.split("\n")[0] ?? "", { cause: thrown });
}
