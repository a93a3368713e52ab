import type { Clock } from "../../base/clock.js";
import { PageOperationError, type PagePort } from "../../scenario/page-port.js";
import type { BrowserUser, ContextOptions } from "../connection.js";
import { UserDialogs } from "../user-dialogs.js";
import { UserDownloads } from "../user-downloads.js";
import { UserWindows } from "../user-windows.js";
import type { DocumentRequest } from "./documents/document-request.js";
import { AssetLoader } from "./http/asset-loader.js";
import { UserRequests } from "./http/user-requests.js";
import type { LivePartFactory } from "./live-part.js";
import { NO_LIVE_PART } from "./no-live-part.js";
import { ProtocolTab, type TabParts } from "./protocol-tab.js";
import { UserStorage } from "./user-storage.js";

/** Downloads need no permission of a browser. */
const ALWAYS_OPEN = { open: () => Promise.resolve(), close: () => Promise.resolve() };

export interface ProtocolUserParts {
  readonly clock: Clock;
  readonly options: ContextOptions;
  /** What runs in its pages instead of scripts. */
  readonly livePart?: LivePartFactory;
}

/** One user without a browser: its page with the popups of that, its cookies and its connections. */
export class ProtocolUser implements BrowserUser {
  readonly page: PagePort;
  readonly #shared: TabParts;
  readonly #tabs = new Set<ProtocolTab>();
  /** Popups by the name of their window. */
  readonly #named = new Map<string, ProtocolTab>();

  constructor({ clock, options, livePart = NO_LIVE_PART }: ProtocolUserParts) {
    const requests = new UserRequests(options, clock);
    const storage = new UserStorage(requests.cookies);
    if (options.storageState !== undefined) storage.replace(options.storageState);
    this.#shared = {
      ...{ clock, options, requests, storage, livePart },
      assets: new AssetLoader({ requests, clock, isOn: options.assets !== "none" }),
      downloads: new UserDownloads(ALWAYS_OPEN),
      dialogs: new UserDialogs(),
      windows: new UserWindows(clock),
      toError: toOperationError,
      open: (request, target) => this.#open(request, target),
    };
    const first = new ProtocolTab(this.#shared);
    this.#tabs.add(first);
    this.page = first.page;
  }

  /** Everything is recorded when it happens. */
  async flush(): Promise<void> {}

  async close(): Promise<void> {
    this.end("the context was closed");
    await this.#shared.requests.end();
  }

  /** Rejects whatever waits for its pages. */
  end(reason: string): void {
    for (const tab of this.#tabs) tab.end(reason);
    this.#tabs.clear();
    this.#named.clear();
  }

  /** A link or a form leads to another window: the one of this name, or a new one. */
  #open(request: DocumentRequest, target: string): void {
    const known = this.#named.get(target);
    if (known !== undefined) {
      known.show(request);
      return;
    }
    const closed = () => {
      this.#tabs.delete(popup);
      if (this.#named.get(target) === popup) this.#named.delete(target);
      forget();
    };
    const popup: ProtocolTab = new ProtocolTab({ ...this.#shared, closed });
    this.#tabs.add(popup);
    if (!/^_blank$/i.test(target)) this.#named.set(target, popup);
    popup.show(request);
    const forget = this.#shared.windows.add(popup);
  }
}

function toOperationError(thrown: unknown): PageOperationError {
  if (thrown instanceof PageOperationError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new PageOperationError("invalid", message.split("\n")[0] ?? "", { cause: thrown });
}
