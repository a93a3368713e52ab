import type { RunResult } from "../result/model.js";

/** What every reporter is told beside the result. */
export interface ReporterOptions {
  /** Whether terminal colours are wanted. */
  readonly color: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
  /** Where files will be written: for what the console says of them. */
  readonly outputFolder: string;
  /** Paths below the output folder of what the other reporters made. */
  readonly otherFiles?: readonly string[];
  /** Paths below the output folder of files that could not be written. */
  readonly unwritten?: readonly string[];
}

/** A file of a report, below the output folder. */
export interface ReportFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** What a reporter makes: files, and text for the terminal. */
export interface Report {
  readonly files: readonly ReportFile[];
  readonly console?: string;
}

/** A reporter is pure: the same result and options give the same report. It knows the result, and not how it was gathered. */
export interface Reporter {
  readonly name: string;
  report(result: RunResult, options: ReporterOptions): Report;
}
