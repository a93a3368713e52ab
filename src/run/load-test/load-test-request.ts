import type { Clock } from "../../base/clock.js";
import type { OptionValues } from "../../config/options.js";
import type { OptionLayer } from "../../config/resolve-options.js";
import type { LivePicture } from "../live/live-picture.js";
import type { RunEvent } from "../run-events.js";
import type { StopRequest } from "./stop-request.js";

/** A load test: scenarios, options, and the outside world. */
export interface LoadTestRequest {
  /** Files, folders or patterns; empty: what the options say, else every scenario below `cwd`. */
  readonly files: readonly string[];
  /** What flags, environment and config file say. */
  readonly layers: readonly OptionLayer[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Path of the Node.js that local nodes run on. */
  readonly execPath: string;
  readonly pid: number;
  readonly clock: Clock;
  readonly stop: StopRequest;
  readonly onEvent: (event: RunEvent) => void;
  /** Watches the load closely: about once a second while it lasts. Costs nothing when absent. */
  readonly onLive?: ((picture: LivePicture) => void) | undefined;
  readonly terminal: { readonly color: boolean; readonly columns: number };
  /** Checks what this side of the walls knows nothing of: the name of the browser. Throws `INVALID_OPTION`. */
  readonly checkOptions: (values: OptionValues) => void;
}
