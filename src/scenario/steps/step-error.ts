import { messageOf } from "../../base/errors.js";
import { readableSelector } from "../../base/frame-selector.js";
import { templatePath } from "../../telemetry/page-templates.js";

/** What is known of a step that failed. */
export interface FailedStep {
  /** From 1 within the iteration. */
  readonly step: number;
  /** The name given in its options. */
  readonly stepName: string | undefined;
  /** Name of the step's method, e.g. `click`. */
  readonly operation: string;
  /** Its arguments as they were when its turn had come. */
  readonly arguments: readonly unknown[];
  /** What it was about, for the message: `"#inc"`. */
  readonly target: string | undefined;
  /** Its dimension in `step_duration`. */
  readonly label: string;
  /** The page's URL at that moment. */
  readonly page: string | undefined;
  readonly routes: readonly string[];
  readonly cause: unknown;
  /** What had gone wrong in the page by then. */
  readonly likelyCauses: readonly string[];
  /** The stack of the call, without its first line. */
  readonly callStack: string;
}

/** A step failed. Its stack leads to the line of the scenario that called the step; the cause says what went wrong. */
export class StepError extends Error {
  override readonly name = "StepError";
  /** The step's number, from 1 within the iteration. */
  readonly step: number;
  /** The name given in the step's options. */
  readonly stepName: string | undefined;
  /** Name of the step's method, e.g. `click`. */
  readonly operation: string;
  /** The step's arguments as they were when its turn had come. */
  readonly arguments: readonly unknown[];
  /** What the step is called in the report: operation and selector or page. */
  readonly label: string;
  /** The page's URL at that moment. */
  readonly page: string | undefined;
  /**
   * What had gone wrong in the page since its document was asked for: requests that failed, such as
   * `GET /app.js answered 404`, and errors that the page threw. A few, the first and the newest.
   */
  readonly likelyCauses: readonly string[];

  constructor(failed: FailedStep) {
    super(describe(failed), { cause: failed.cause });
    this.step = failed.step;
    this.stepName = failed.stepName;
    this.operation = failed.operation;
    this.arguments = failed.arguments;
    this.label = failed.label;
    this.page = failed.page;
    this.likelyCauses = failed.likelyCauses;
    this.stack = `${this.name}: ${this.message}\n${failed.callStack}`;
  }
}

/** `step 3: click "#inc" failed on /counter: waited 30000 ms for …`. */
function describe({ step, stepName, operation, target, page, routes, cause }: FailedStep): string {
  const named = stepName === undefined ? "" : ` (${stepName})`;
  const about = target === undefined ? "" : ` ${JSON.stringify(readableSelector(target))}`;
  const where = page === undefined ? "" : ` on ${templatePath(page, routes)}`;
  return `step ${step}${named}: ${operation}${about} failed${where}: ${messageOf(cause)}`;
}
