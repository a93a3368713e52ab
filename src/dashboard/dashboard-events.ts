import type { RunResult, Verdict } from "../result/model.js";
import type { LivePicture } from "../run/live/live-picture.js";
import type { RunEvent, StopReason } from "../run/run-events.js";
import type { Figures } from "./figures.js";

/** What the page is told. Plain data: it follows from these alone what it shows. */
export type DashboardEvent =
  | Extract<RunEvent, { readonly type: "scenario-started" | "phase-started" | "phase-ended" | "load-started" | "stopping" }>
  /** What is under way within a phase, in words. */
  | { readonly type: "under-way"; readonly text: string }
  /** What is known of the run, in a few words. */
  | { readonly type: "fact"; readonly text: string }
  | { readonly type: "message"; readonly message: Message }
  | { readonly type: "live"; readonly picture: LivePicture }
  | { readonly type: "scenario-ended"; readonly ended: EndedScenario }
  | { readonly type: "over"; readonly exit: RunExit };

/** A warning, or a line that the scenario wrote. */
export interface Message {
  /** When, milliseconds of wall time. */
  readonly atMs: number;
  readonly level: "log" | "warn" | "error";
  /** Who wrote it: a user, a node; absent for LiveLoad itself. */
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
  /** What else a reader should know. */
  readonly note?: string;
  readonly outputFolder: string;
  /** Path of the HTML report, where there is one. */
  readonly report?: string;
  /** Present when there is a result. */
  readonly figures?: Figures;
}

/** How the command ended. */
export interface RunExit {
  readonly code: number;
  readonly meaning: string;
}
