import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../base/clock.js";
import { newRunId, newSecretText } from "../base/ids.js";
import { formatCount } from "../base/numbers.js";
import { packageVersion } from "../base/package-version.js";
import { shownResult } from "../pages/shown-result.js";
import { backgroundRun } from "../result/background-run.js";
import { busyNote } from "../result/wording/busy-note.js";
import { calibrationText } from "../run/calibration/calibration-text.js";
import { EXIT_CODES, type ExitName } from "../run/exit-codes.js";
import type { LiveLook } from "../run/live/live-look.js";
import type { LiveNodes, LivePicture } from "../run/live/live-picture.js";
import type { RunEvent, ScenarioOutcome } from "../run/run-events.js";
import type { Steer } from "../run/steering/run-control.js";
import { stepLines } from "../run/step-text.js";
import type { DashboardEvent, EndedScenario, Message } from "./dashboard-events.js";
import { dashboardPage } from "./dashboard-page.js";
import { startDashboardServer } from "./dashboard-server.js";
import { emptyState } from "./dashboard-state.js";
import { detailsOf } from "./details-of.js";
import { EventFeed } from "./event-feed.js";
import { figuresOf } from "./figures.js";

/** A page that shows a run live. */
export interface Dashboard {
  readonly url: string;
  show(event: RunEvent): void;
  showLive(picture: LivePicture): void;
  /** Shows the nodes while they boot. */
  showNodes(nodes: LiveNodes): void;
  /** Takes what answers questions about the scenario that begins. */
  lookBy(look: LiveLook): void;
  /** Takes what steers the scenario that is running; `undefined` when there is none. */
  steerBy(steer: Steer | undefined): void;
  /** Sends the exit code to the pages and closes the server; open pages stay readable. Never rejects. */
  end(exit: ExitName | undefined): Promise<void>;
}

/**
 * Starts the server of the page.
 * @throws LiveLoadError `INVALID_OPTION` when the requested port is not available
 */
export async function startDashboard(clock: Clock, port: number | undefined): Promise<Dashboard> {
  const feed = new EventFeed(clock, emptyState(newRunId(clock.wallTime()), packageVersion()));
  let current: Steer | undefined;
  const steering = { token: newSecretText().slice(0, TOKEN_LENGTH), steer: () => current };
  let shown: LiveLook | undefined;
  const server = await startDashboardServer({ port, page: dashboardPage(), feed, steering, look: () => shown });
  return {
    url: server.url,
    show: (event) => {
      for (const shown of eventsOf(event, clock)) feed.push(shown);
    },
    showLive: (picture) => feed.push({ type: "live", picture }),
    showNodes: (nodes) => feed.push({ type: "nodes", nodes }),
    lookBy: (look) => {
      shown = look;
    },
    steerBy: (steer) => {
      current = steer;
    },
    end: async (exit) => {
      if (exit !== undefined) feed.push({ type: "over", exit: { ...EXIT_CODES[exit] } });
      await feed.end();
      server.close();
    },
  };
}

/** 128 random bits in hexadecimal. */
const TOKEN_LENGTH = 32;
const MAX_TEXT = 2000;

/** Translates an event of the run for the page. */
function eventsOf(event: RunEvent, clock: Clock): readonly DashboardEvent[] {
  const message = (rest: Omit<Message, "atMs">): DashboardEvent => {
    return { type: "message", message: { ...rest, atMs: clock.wallTime(), text: rest.text.slice(0, MAX_TEXT) } };
  };
  switch (event.type) {
    case "scenario-started":
    case "phase-started":
    case "phase-ended":
    case "load-started":
    case "load-changed":
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
    case "step":
      return [
        message({
          level: event.state === "failed" ? "error" : "log",
          from: `user ${event.userId}`,
          text: stepLines(event).join("\n"),
        }),
      ];
    case "scenario-ended":
      return [{ type: "scenario-ended", ended: endedScenario(event.outcome) }];
    // Live pictures contain more than progress events.
    case "progress":
    case "dashboard-started":
      return [];
  }
}

function endedScenario({ name, result, error, stopped, outputFolder }: ScenarioOutcome): EndedScenario {
  const shown = result === undefined ? undefined : shownResult(result);
  const crowd = result === undefined ? undefined : backgroundRun(result);
  const background = crowd === undefined ? undefined : shownResult(crowd);
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
    ...(shown === undefined || result === undefined
      ? {}
      : { figures: { ...figuresOf(shown, background), details: detailsOf(result) } }),
  };
}
