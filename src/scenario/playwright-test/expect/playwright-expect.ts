import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { refusal } from "../page/not-there.js";
import { currentTestRun, type TestRun } from "../test/test-run.js";

/** `expect` of Playwright Test, typed as far as it is used here. */
export type Expect = ((...args: readonly unknown[]) => unknown) & Readonly<Record<string, unknown>>;

/** What a matcher tells when it begins, and is told about. */
interface MatcherStep {
  complete(result: { readonly error?: unknown; readonly softError?: unknown }): void;
}

/** How Playwright's matchers meet the test that runs. */
interface ExpectConfig {
  readonly testInfo: {
    readonly _addStep: (step: { readonly title: string }) => MatcherStep;
    readonly _resolveSnapshotPaths: () => never;
    readonly _deadline: () => { readonly deadline: number; readonly timeout: number };
  } | null;
  readonly timeout: number | undefined;
  readonly filteredStackTrace: (stack: readonly string[]) => readonly unknown[];
}

interface MatchersModule {
  readonly expect: Expect;
  readonly mergeExpects: (...expects: readonly Expect[]) => Expect;
  readonly expectConfig: () => ExpectConfig;
  readonly setExpectConfig: (config: ExpectConfig) => void;
}

interface CoreModule {
  readonly iso: { readonly monotonicTime: () => number };
  readonly utils: { readonly currentZone: () => { readonly data: (kind: string) => unknown } };
}

let loaded: Pick<MatchersModule, "expect" | "mergeExpects"> | undefined;

/**
 * The matchers of Playwright Test. They work on whatever answers `_expect`, and ask for the running test whenever they are
 * called. The package does not export them, so they are loaded by their path, and only where a spec is run: they take 70 MB.
 */
export function playwrightExpect(): Pick<MatchersModule, "expect" | "mergeExpects"> {
  loaded ??= load();
  return loaded;
}

function load(): Pick<MatchersModule, "expect" | "mergeExpects"> {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("playwright/package.json"));
  const { expect, mergeExpects, expectConfig, setExpectConfig } = require(
    join(folder, "lib/matchers/expect.js"),
  ) as MatchersModule;
  const core = createRequire(join(folder, "package.json"))("playwright-core/lib/coreBundle") as CoreModule;
  const { filteredStackTrace } = expectConfig();
  const told = new WeakMap<TestRun, NonNullable<ExpectConfig["testInfo"]>>();
  setExpectConfig({
    filteredStackTrace,
    get testInfo() {
      const run = currentTestRun();
      if (run === undefined) return null;
      let info = told.get(run);
      if (info === undefined) {
        info = testInfoOf(run, core);
        told.set(run, info);
      }
      return info;
    },
    get timeout() {
      return currentTestRun()?.expectTimeoutMs;
    },
  });
  return { expect, mergeExpects };
}

function testInfoOf(run: TestRun, { iso, utils }: CoreModule): NonNullable<ExpectConfig["testInfo"]> {
  return {
    _addStep: ({ title }) => {
      // What `toPass` and `poll` try again and again is no expectation of its own.
      const isInner = utils.currentZone().data("stepZone") !== undefined;
      return {
        complete: ({ error, softError }) => {
          if (softError instanceof Error) run.softErrors.push(softError);
          const failure = softError ?? error;
          if (!isInner && !isOfPage(title)) run.checked(nameOf(title), { error: failure, isSoft: softError !== undefined });
        },
      };
    },
    _resolveSnapshotPaths: () => {
      throw refusal("expect().toMatchAriaSnapshot() without a template is not there: nodes have no snapshots to compare with");
    },
    _deadline: () => ({ deadline: iso.monotonicTime() + run.info.timeout, timeout: run.info.timeout }),
  };
}

/** The matchers whose expectations are steps on the page. */
const OF_PAGE =
  /^Expect "(?:soft )?(?:not )?to(?:Be(?:Attached|Checked|Disabled|Editable|Empty|Enabled|Focused|Hidden|InViewport|Visible)|Contain(?:Class|Text)|Have(?:Accessible\w+|Attribute|Class|Count|CSS|Id|JSProperty|Role|Text|Title|URL|Values?)|MatchAriaSnapshot)"/;

function isOfPage(title: string): boolean {
  return OF_PAGE.test(title);
}

function nameOf(title: string): string {
  return title.replace(/^Expect "(.*)"$/, "expect $1");
}
