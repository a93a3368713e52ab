import { messageOf } from "../../base/errors.js";
import { readableSelector } from "../../base/frame-selector.js";
import { templatePath } from "../../telemetry/page-templates.js";

/** The facts about a failed step. */
export interface FailedStep {
  /** From 1 within the iteration. */
  readonly step: number;
  /** The `name` in its options. */
  readonly stepName: string | undefined;
  /** Name of the step's method, such as `click`. */
  readonly operation: string;
  /** Its arguments, after functions among them were called. */
  readonly arguments: readonly unknown[];
  /** The element, page or name in the message, such as `#inc`. */
  readonly target: string | undefined;
  /** Its value of the dimension `step`. */
  readonly label: string;
  /** The page's URL when the step failed; `undefined` when the page was gone. */
  readonly page: string | undefined;
  readonly routes: readonly string[];
  readonly cause: unknown;
  /** What had gone wrong in the page before. */
  readonly likelyCauses: readonly string[];
  /** The stack of the call, without its first line. */
  readonly callStack: string;
}

/**
 * The error of a step that failed. Its stack leads to the line of the scenario that called the step, and `cause` is the error
 * that made it fail.
 */
export class StepError extends Error {
  override readonly name = "StepError";
  /** The step's number, from 1 within the iteration. */
  readonly step: number;
  /** The `name` in the step's options; `undefined` without one. */
  readonly stepName: string | undefined;
  /** Name of the step's method, such as `click`. */
  readonly operation: string;
  /** The step's arguments, after functions among them were called. */
  readonly arguments: readonly unknown[];
  /** The step's name in the report: its `name`, or operation and selector or page. */
  readonly label: string;
  /** The page's URL when the step failed; `undefined` when the page was gone. */
  readonly page: string | undefined;
  /**
   * What had gone wrong in the page since its document was requested: failed requests, such as `GET /app.js answered 404`,
   * and errors that the page threw. The first few and the latest few.
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

/** Where a step failed. A navigation that led to the browser's error page already names the page that was asked for. */
function placeOf(page: string, { routes, isNamed }: Pick<FailedStep, "routes"> & { readonly isNamed: boolean }): string {
  if (!page.startsWith("chrome-error:")) return ` on ${templatePath(page, routes)}`;
  return isNamed ? "" : " on the browser's error page";
}

/** `step 3: click "#inc" failed on /counter: waited 30000 ms for …`. */
function describe({ step, stepName, operation, target, page, routes, cause }: FailedStep): string {
  const customName = stepName === undefined ? "" : ` (${stepName})`;
  const about = target === undefined ? "" : ` ${JSON.stringify(readableSelector(target))}`;
  const where = page === undefined ? "" : placeOf(page, { routes, isNamed: target !== undefined && operation === "navigate" });
  return `step ${step}${customName}: ${operation}${about} failed${where}: ${messageOf(cause)}`;
}
