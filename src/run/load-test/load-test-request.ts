import type { RunHost } from "../../base/host.js";
import type { OptionValues } from "../../config/options.js";
import type { OptionLayer } from "../../config/resolve-options.js";
import type { LivePicture } from "../live/live-picture.js";
import type { RunEvent } from "../run-events.js";
import type { StopRequest } from "./stop-request.js";

/** A load test as it is asked for: scenarios, options, and the outside world. */
export interface LoadTestRequest {
  /** Files, folders or patterns; empty: what the options say, else every scenario below `cwd`. */
  readonly files: readonly string[];
  /** What flags, environment and config file say. */
  readonly layers: readonly OptionLayer[];
  readonly host: RunHost;
  /** Checks what this side of the walls cannot: the name of the browser. Throws `INVALID_OPTION`. */
  readonly checkOptions: (values: OptionValues) => void;
}

/** How a load test is followed and stopped. */
export interface RunControls {
  readonly stop: StopRequest;
  readonly onEvent: (event: RunEvent) => void;
  /** Watches the load closely: about once a second while it lasts. Costs nothing when absent. */
  readonly onLive?: ((picture: LivePicture) => void) | undefined;
}
