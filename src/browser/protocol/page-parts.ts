import type { Clock } from "../../base/clock.js";
import type { PagePort } from "../../scenario/page-port.js";
import type { UserDownloads } from "../user-downloads.js";
import type { ActingParts } from "./acting.js";
import type { PageNavigation } from "./documents/page-navigation.js";
import type { UserRequests } from "./http/user-requests.js";
import type { KeyStrokes } from "./input/key-strokes.js";
import type { LivePart } from "./live-part.js";
import type { PageLog } from "./page-log.js";
import type { UserStorage } from "./user-storage.js";

/** The parts of one user's page. */
export interface PageParts extends ActingParts, Pick<PagePort, "dialogs" | "windows"> {
  readonly clock: Clock;
  readonly requests: UserRequests;
  readonly log: PageLog;
  readonly navigation: PageNavigation;
  readonly keys: KeyStrokes;
  readonly downloads: UserDownloads;
  readonly storage: UserStorage;
  readonly live: Pick<LivePart, "isIdle" | "isConnected">;
  readonly hasTouch: boolean;
}
