import type { RunResult, Verdict } from "../result/model.js";
import type { LiveNodes, LivePicture } from "../run/live/live-picture.js";
import type { RunEvent, StopReason } from "../run/run-events.js";
import type { Figures } from "./figures.js";

/** An event for the page. Plain data: the page's state follows from the events alone. */
export type DashboardEvent =
  | Extract<
      RunEvent,
      { readonly type: "scenario-started" | "phase-started" | "phase-ended" | "load-started" | "load-changed" | "stopping" }
    >
  /** Progress within a phase, in words. */
  | { readonly type: "under-way"; readonly text: string }
  /** A fact about the run, in a few words. */
  | { readonly type: "fact"; readonly text: string }
  | { readonly type: "message"; readonly message: Message }
  /** The nodes while they boot. */
  | { readonly type: "nodes"; readonly nodes: LiveNodes }
  | { readonly type: "live"; readonly picture: LivePicture }
  | { readonly type: "scenario-ended"; readonly ended: EndedScenario }
  | { readonly type: "over"; readonly exit: RunExit };

/** A warning, or a line that the scenario wrote. */
export interface Message {
  /** Milliseconds of wall time. */
  readonly atMs: number;
  readonly level: "log" | "warn" | "error";
  /** The user or node that wrote it; absent for LiveLoad itself. */
  readonly from?: string;
  readonly text: string;
}

/** How a scenario ended. */
export interface EndedScenario {
  readonly name: string;
  readonly verdict: Verdict;
  /** The whole run in one sentence. */
  readonly sentence: string;
  readonly reasons: readonly RunResult["verdictReasons"][number][];
  readonly error?: { readonly code?: string; readonly message: string; readonly hint?: string | undefined };
  readonly stopped?: StopReason;
  /** A remark on the figures, such as that nodes were busy. */
  readonly note?: string;
  readonly outputFolder: string;
  /** Path of the HTML report, if there is one. */
  readonly report?: string;
  /** Present when there is a result. */
  readonly figures?: Figures;
}

/** How the command ended. */
export interface RunExit {
  readonly code: number;
  readonly meaning: string;
}
