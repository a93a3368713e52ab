import { messageOf } from "../../../base/errors.js";
import type { RunningIteration } from "../../iteration/running-iteration.js";
import type { StorageState } from "../../page-port.js";
import { StepError } from "../../steps/step-error.js";
import { plainMessage } from "../expect/plain-message.js";
import type { Actor } from "../page/actor.js";
import { type CurrentRun, currentRun } from "./current-run.js";
import type { TestCase } from "./suite.js";
import { TestInfo, type TestInfoParts } from "./test-info.js";
import type { UserSession } from "./user-session.js";

/** Ends a test that is skipped while it runs. */
export class TestSkipped extends Error {
  override readonly name = "TestSkipped";
}

/** What a running test needs. */
export interface TestRunParts extends Omit<TestInfoParts, "onTimeout" | "mark"> {
  readonly actor: Actor;
  readonly session: UserSession;
  readonly running: RunningIteration;
  readonly expectTimeoutMs: number;
  /** The state of storage that an option names by a path or gives itself. */
  readonly stateOf: (storageState: unknown) => StorageState | undefined;
}

/** One test while it runs. */
export class TestRun implements CurrentRun {
  readonly info: TestInfo;
  readonly expectTimeoutMs: number;
  /** Failures of soft expectations: the test goes on, and fails at its end. */
  readonly softErrors: Error[] = [];
  isExpectedToFail = false;
  readonly #parts: TestRunParts;
  /** The numbers of expectations about plain values that failed. */
  readonly #numbers = new WeakMap<Error, number>();
  #lastExpectation: StepError | undefined;

  constructor(parts: TestRunParts) {
    this.#parts = parts;
    this.expectTimeoutMs = parts.expectTimeoutMs;
    this.info = new TestInfo({
      ...parts,
      onTimeout: (ms) => parts.running.limitTo(ms === 0 ? parts.running.ports.iterationTimeoutMs : ms),
      mark: (type, description) => this.mark(type, description),
    });
    this.isExpectedToFail = this.info.annotations.some(({ type }) => type === "fail");
    if (this.info.annotations.some(({ type }) => type === "slow")) this.info.limitTo(3 * this.info.timeout);
  }

  get test(): TestCase {
    return this.#parts.test;
  }

  get session(): UserSession {
    return this.#parts.session;
  }

  stateOf(storageState: unknown): StorageState | undefined {
    return this.#parts.stateOf(storageState);
  }

  get running(): RunningIteration {
    return this.#parts.running;
  }

  /** A group of steps, timed as one. */
  step(title: string, body: (step: unknown) => unknown): Promise<unknown> {
    const { actor, running } = this.#parts;
    const step = { skip: () => {}, attach: async () => {} };
    return actor.step(running.pages.own, "step", [title, () => body(step)]);
  }

  mark(type: "skip" | "fixme" | "slow" | "fail", description?: string): void {
    this.info.annotations.push({ type, description });
    if (type === "slow") this.info.limitTo(3 * this.info.timeout);
    else if (type === "fail") this.isExpectedToFail = true;
    else {
      this.info.status = "skipped";
      throw new TestSkipped(description ?? "the test is skipped");
    }
  }

  expectationFailed(error: StepError): void {
    this.#lastExpectation = error;
  }

  /** An expectation about a plain value was checked. */
  checked(name: string, { error, isSoft }: { readonly error: unknown; readonly isSoft: boolean }): void {
    // It takes a number as a step does, which names it in the failure.
    const number = this.running.nextStepNumber();
    if (error instanceof Error) this.#numbers.set(error, number);
    const message = error === undefined ? {} : { message: plainMessage(messageOf(error)) };
    this.running.ports.observer.checkEnded({ name, passed: error === undefined, soft: isSoft, ...message });
  }

  /** The failure of the test by an error of its code: that of a matcher names its step. */
  failureOf(error: unknown): unknown {
    if (!isMatcherError(error)) return error;
    const number = this.#numbers.get(error);
    const step = number === undefined ? this.#lastExpectation : undefined;
    const message = plainMessage(error.message);
    const { running } = this.#parts;
    return new StepError({
      step: number ?? step?.step ?? this.running.nextStepNumber(),
      stepName: undefined,
      operation: "expect",
      arguments: [],
      target: undefined,
      label: step?.label ?? `expect ${error.matcherResult.name ?? ""}`.trim(),
      page: running.pageUrl(),
      routes: running.user.routes,
      cause: new Error(message),
      likelyCauses: step?.likelyCauses ?? [],
      callStack: (error.stack ?? "")
        .split("\n")
        .filter((line) => /^\s+at /.test(line))
        .join("\n"),
    });
  }
}

/** The test whose code runs, with all that belongs to it; `undefined` while a spec is loaded. */
export function currentTestRun(): TestRun | undefined {
  const run = currentRun();
  return run instanceof TestRun ? run : undefined;
}

interface MatcherError extends Error {
  readonly matcherResult: { readonly name?: string };
}

function isMatcherError(error: unknown): error is MatcherError {
  return error instanceof Error && "matcherResult" in error;
}
