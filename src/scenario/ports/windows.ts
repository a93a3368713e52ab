import type { LoadOptions } from "./history.js";
import type { OperationOptions } from "./operation-options.js";

/** Notices the popups that a user's pages open. */
export interface PopupWatch {
  /** Waits for the first popup that opened since the watch began, and for its document. Resolves to the popup's number. */
  opened(options: LoadOptions): Promise<number>;
  end(): void;
}

/** The popups of a user: windows and tabs that its pages open. They are numbered from 1 over the life of the user's page. */
export interface PageWindows<Page> {
  /** Notices the popups that open from now on. */
  watch(): PopupWatch;
  /** Calls the listener with the number of each popup whose document has begun, until the returned function is called. */
  listen(opened: (popup: number) => void): () => void;
  /** Calls the listener when the popup is closed, soon if it is already; until the returned function is called. */
  onClose(popup: number, closed: () => void): () => void;
  /** The page of a popup, which may be closed; `undefined` if there is none with this number since the last `closeAll`. */
  popup(number: number): Page | undefined;
  /** Closes a popup, if it is not closed already, without asking its page. */
  close(popup: number, options: OperationOptions): Promise<void>;
  /** Takes the measurements of all popups and closes them; never rejects, and takes at most `timeoutMs`. */
  closeAll(timeoutMs: number): Promise<void>;
}
