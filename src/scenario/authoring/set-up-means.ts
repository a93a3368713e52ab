import type { Clock } from "../../base/clock.js";
import type { BrowserOptions } from "../browser-options/browser-options.js";
import type { OpenContext } from "../iteration/iteration-ports.js";
import type { PagePort } from "../page-port.js";

/** A page in a browser of this machine. */
export interface SetUpPage {
  readonly page: PagePort;
  /** Opens a further context in the same browser. */
  readonly openContext: OpenContext;
  /** Closes the browser. */
  close(): Promise<void>;
}

/** Starts a browser on this machine and opens a page in it. */
export type OpenSetUpPage = (options: {
  /** The name of the browser connection. */
  readonly connection: string;
  readonly context: BrowserOptions;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}) => Promise<SetUpPage>;

/** What the set-up of a scenario may use. Set-up tests of a spec need a page before any node is there. */
export interface SetUpMeans {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  openPage(context: BrowserOptions): Promise<SetUpPage>;
}
