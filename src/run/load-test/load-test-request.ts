import type { RunHost } from "../../base/host.js";
import type { OptionValues } from "../../config/options.js";
import type { OptionLayer } from "../../config/resolve-options.js";
import type { OpenSetUpPage } from "../../scenario/authoring/set-up-means.js";
import type { LiveLook } from "../live/live-look.js";
import type { LiveNodes, LivePicture } from "../live/live-picture.js";
import type { RunDebug } from "../phases/run-state.js";
import type { RunEvent } from "../run-events.js";
import type { Steer } from "../steering/run-control.js";
import type { StopRequest } from "./stop-request.js";

/** A load test as it is asked for: scenarios, options, and the outside world. */
export interface LoadTestRequest {
  /** Files, folders or patterns. If empty: the option `scenarios`, else every scenario below `cwd`. */
  readonly files: readonly string[];
  /** Options from flags, environment and config file. */
  readonly layers: readonly OptionLayer[];
  readonly host: RunHost;
  /** Checks options that `run/` cannot, such as the name of the browser connection. Throws `INVALID_OPTION`. */
  readonly checkOptions: (values: OptionValues) => void;
  /** Opens a page on this machine for the set-up tests of a spec. Absent: such tests are refused. */
  readonly openSetUpPage?: OpenSetUpPage | undefined;
}

/** How a load test is followed and stopped. */
export interface RunControls {
  readonly stop: StopRequest;
  readonly onEvent: (event: RunEvent) => void;
  /** Called with a picture of the load about once a second. Costs nothing when absent. */
  readonly onLive?: ((picture: LivePicture) => void) | undefined;
  /** Called with the nodes while they boot, at most twice a second. */
  readonly onNodes?: ((nodes: LiveNodes) => void) | undefined;
  readonly debug?: RunDebug | undefined;
  /** Called with what steers the scenario that begins, and with `undefined` when it has ended. */
  readonly onSteerable?: ((steer: Steer | undefined) => void) | undefined;
  /** Called with what answers questions about the scenario that begins. */
  readonly onLookable?: ((look: LiveLook) => void) | undefined;
}
