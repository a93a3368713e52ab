import type { RunResult } from "../result/model.js";

/** What a reporter gets in addition to the result. */
export interface ReporterOptions {
  /** Whether to use terminal colours. */
  readonly color: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
  /** Height of the terminal in lines; absent when the text does not go to one, and may be as long as it needs. */
  readonly rows?: number | undefined;
  /** The folder for the files, which the console report names. */
  readonly outputFolder: string;
  /** Files of the other reporters: paths below the output folder. */
  readonly otherFiles?: readonly string[];
  /** Files of evidence to repeat in reports, by their paths below the output folder. */
  readonly evidence?: ReadonlyMap<string, Uint8Array>;
  /** Files that could not be written: paths below the output folder. */
  readonly unwritten?: readonly string[];
}

/** A file of a report, below the output folder. */
export interface ReportFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A reporter's output: files, and text for the terminal. */
export interface Report {
  readonly files: readonly ReportFile[];
  readonly console?: string;
}

/** A reporter is a pure function: the same result and options give the same report. */
export interface Reporter {
  readonly name: string;
  report(result: RunResult, options: ReporterOptions): Report;
}
