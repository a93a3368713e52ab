import type { Reporter, TestCase } from "vitest/node";

/** Names, at the end of a run, the tests that passed only when they were tried again. */
export default class FlakyReporter implements Reporter {
  readonly #flaky: TestCase[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky === true) this.#flaky.push(test);
  }

  onTestRunEnd(): void {
    if (this.#flaky.length === 0) return;
    console.log(`\n Flaky: ${this.#flaky.length} passed only after a retry`);
    for (const test of this.#flaky) {
      console.log(`   ${test.module.relativeModuleId} > ${test.fullName}`);
      for (const { message } of test.result().errors ?? []) console.log(`     ${message.split("\n", 1)[0]}`);
    }
  }
}
