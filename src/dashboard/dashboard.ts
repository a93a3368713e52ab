import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../base/clock.js";
import { newRunId } from "../base/ids.js";
import { formatCount } from "../base/numbers.js";
import { packageVersion } from "../base/package-version.js";
import { shownResult } from "../pages/shown-result.js";
import { busyNote } from "../result/wording/busy-note.js";
import { calibrationText } from "../run/calibration/calibration-text.js";
import { EXIT_CODES, type ExitName } from "../run/exit-codes.js";
import type { LivePicture } from "../run/live/live-picture.js";
import type { RunEvent, ScenarioOutcome } from "../run/run-events.js";
import type { DashboardEvent, EndedScenario, Message } from "./dashboard-events.js";
import { dashboardPage } from "./dashboard-page.js";
import { startDashboardServer } from "./dashboard-server.js";
import { emptyState } from "./dashboard-state.js";
import { EventFeed } from "./event-feed.js";
import { figuresOf } from "./figures.js";

/** A page that shows a run while it goes on. */
export interface Dashboard {
  readonly url: string;
  show(event: RunEvent): void;
  showLive(picture: LivePicture): void;
  /** Tells how the command ends, and ends the page's server; what pages show stays there. Never rejects. */
  end(exit: ExitName | undefined): Promise<void>;
}

/**
 * Starts to serve the page.
 * @throws LiveLoadError `INVALID_OPTION` when the asked port cannot be had
 */
export async function startDashboard(clock: Clock, port: number | undefined): Promise<Dashboard> {
  const feed = new EventFeed(clock, emptyState(newRunId(clock.wallTime()), packageVersion()));
  const server = await startDashboardServer({ port, page: dashboardPage(), feed });
  return {
    url: server.url,
    show: (event) => {
      for (const told of eventsOf(event, clock)) feed.push(told);
    },
    showLive: (picture) => feed.push({ type: "live", picture }),
    end: async (exit) => {
      if (exit !== undefined) feed.push({ type: "over", exit: { ...EXIT_CODES[exit] } });
      await feed.end();
      server.close();
    },
  };
}

const MAX_TEXT = 2000;

/** What a page is told of an event. */
function eventsOf(event: RunEvent, clock: Clock): readonly DashboardEvent[] {
  const message = (rest: Omit<Message, "atMs">): DashboardEvent => {
    return { type: "message", message: { ...rest, atMs: clock.wallTime(), text: rest.text.slice(0, MAX_TEXT) } };
  };
  switch (event.type) {
    case "scenario-started":
    case "phase-started":
    case "phase-ended":
    case "load-started":
    case "stopping":
      return [event];
    case "sized":
      return [
        {
          type: "fact",
          text: `${formatCount(event.nodes, "node")} for ${formatCount(event.users, "user")}, in ${event.browser}`,
        },
      ];
    case "calibrated":
      return [{ type: "fact", text: calibrationText(event) }];
    case "boot-progress":
      return [{ type: "under-way", text: event.message }];
    case "users-prepared":
      return [{ type: "under-way", text: `${event.prepared} of ${formatCount(event.total, "browser context")} opened` }];
    case "warning":
      return [message({ level: "warn", text: event.message })];
    case "scenario-output":
      return [
        message({ level: event.level, from: event.userId === undefined ? event.node : `user ${event.userId}`, text: event.text }),
      ];
    case "scenario-ended":
      return [{ type: "scenario-ended", ended: endedScenario(event.outcome) }];
    // Pictures tell more than progress does.
    case "progress":
    case "dashboard-started":
      return [];
  }
}

function endedScenario({ name, result, error, stopped, outputFolder }: ScenarioOutcome): EndedScenario {
  const shown = result === undefined ? undefined : shownResult(result);
  const note = result === undefined ? undefined : busyNote(result);
  const report = join(outputFolder, "report.html");
  return {
    name,
    verdict: shown?.verdict ?? "error",
    sentence: shown?.sentence ?? "The scenario did not run.",
    reasons: shown?.verdictReasons ?? [],
    ...(error === undefined ? {} : { error: { code: error.code, message: error.message, hint: error.hint } }),
    ...(stopped === undefined ? {} : { stopped }),
    ...(note === undefined ? {} : { note }),
    outputFolder,
    ...(result !== undefined && existsSync(report) ? { report } : {}),
    ...(shown === undefined ? {} : { figures: figuresOf(shown) }),
  };
}
