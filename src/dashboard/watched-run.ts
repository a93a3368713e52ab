import type { Clock } from "../base/clock.js";
import type { OptionValues } from "../config/options.js";
import type { ExitName } from "../run/exit-codes.js";
import type { RunControls } from "../run/load-test/load-test-request.js";

/** How a run is followed. */
export interface WatchedRun extends Pick<RunControls, "onEvent" | "onLive"> {
  /** Tells pages how the run has ended, and ends their server. Never rejects. */
  end(exit?: ExitName): Promise<void>;
}

/**
 * Lets a page follow a run where the options want one: it hears of everything that `onEvent` does, which hears of the page
 * first. Without `ui` nothing is loaded or started.
 * @throws LiveLoadError `INVALID_OPTION` when the asked port cannot be had
 */
export async function watchedRun(
  { ui, uiPort }: Pick<OptionValues, "ui" | "uiPort">,
  { clock, onEvent }: { readonly clock: Clock } & Pick<RunControls, "onEvent">,
): Promise<WatchedRun> {
  if (!ui) return { onEvent, onLive: undefined, end: async () => {} };
  const { startDashboard } = await import("./dashboard.js");
  const dashboard = await startDashboard(clock, uiPort);
  let isTold = false;
  return {
    onEvent: (event) => {
      // Not before there is something to see: mistakes in other options are found first.
      if (!isTold) onEvent({ type: "dashboard-started", url: dashboard.url });
      isTold = true;
      dashboard.show(event);
      onEvent(event);
    },
    onLive: (picture) => dashboard.showLive(picture),
    end: (exit) => dashboard.end(exit),
  };
}
