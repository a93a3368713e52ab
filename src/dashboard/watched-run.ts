import type { Clock } from "../base/clock.js";
import type { OptionValues } from "../config/options.js";
import type { ExitName } from "../run/exit-codes.js";
import type { RunControls } from "../run/load-test/load-test-request.js";

/** The listeners of a run that the dashboard may follow. */
export interface WatchedRun extends Pick<RunControls, "onEvent" | "onLive" | "onNodes" | "onSteerable" | "onLookable"> {
  /** Sends the exit code to the pages and closes their server. Never rejects. */
  end(exit?: ExitName): Promise<void>;
}

/**
 * Starts the dashboard if the options ask for it. The dashboard gets the same events as `onEvent`, which first gets the
 * dashboard's address. Without `ui` nothing is loaded or started.
 * @throws LiveLoadError `INVALID_OPTION` when the requested port is not available
 */
export async function watchedRun(
  { ui, uiPort }: Pick<OptionValues, "ui" | "uiPort">,
  { clock, onEvent }: { readonly clock: Clock } & Pick<RunControls, "onEvent">,
): Promise<WatchedRun> {
  if (!ui) return { onEvent, end: async () => {} };
  const { startDashboard } = await import("./dashboard.js");
  const dashboard = await startDashboard(clock, uiPort);
  let isAnnounced = false;
  return {
    onEvent: (event) => {
      // Waits for the first event, so that errors in other options come first.
      if (!isAnnounced) onEvent({ type: "dashboard-started", url: dashboard.url });
      isAnnounced = true;
      dashboard.show(event);
      onEvent(event);
    },
    onLive: (picture) => dashboard.showLive(picture),
    onNodes: (nodes) => dashboard.showNodes(nodes),
    onLookable: (look) => dashboard.lookBy(look),
    onSteerable: (steer) => dashboard.steerBy(steer),
    end: (exit) => dashboard.end(exit),
  };
}
