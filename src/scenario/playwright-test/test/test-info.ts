import { createHash } from "node:crypto";
import type { Annotation, TestCase } from "./suite.js";

/** What a test's information is made from. */
export interface TestInfoParts {
  readonly test: TestCase;
  readonly userId: number;
  readonly iteration: number;
  readonly file: string;
  readonly projectName: string;
  readonly use: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
  /** Called when the test changes its time limit. */
  readonly onTimeout: (timeoutMs: number) => void;
  readonly mark: (type: "skip" | "fixme" | "slow" | "fail", description?: string) => void;
}

/** What `test.info()` returns, and hooks and fixtures receive. A user is a worker; its iterations are repetitions. */
export class TestInfo {
  readonly title: string;
  readonly titlePath: readonly string[];
  readonly file: string;
  readonly line = 0;
  readonly column = 0;
  readonly fn: unknown;
  readonly testId: string;
  readonly workerIndex: number;
  readonly parallelIndex: number;
  readonly repeatEachIndex: number;
  readonly retry = 0;
  readonly expectedStatus = "passed";
  readonly tags: readonly string[];
  readonly annotations: Annotation[];
  readonly attachments: unknown[] = [];
  readonly errors: { readonly message: string; readonly stack?: string | undefined }[] = [];
  readonly project: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly snapshotSuffix = "";
  readonly outputDir = "";
  readonly duration = 0;
  status: "passed" | "failed" | "skipped" = "passed";
  timeout: number;
  readonly setTimeout = (timeoutMs: number): void => this.limitTo(timeoutMs);
  readonly #parts: TestInfoParts;

  constructor(parts: TestInfoParts) {
    const { test, userId, iteration, file, projectName, use, timeoutMs } = parts;
    this.#parts = parts;
    this.title = test.title;
    this.titlePath = [file, ...test.titlePath];
    this.file = file;
    this.fn = test.run;
    this.testId = createHash("sha1").update(this.titlePath.join("\n")).digest("hex").slice(0, 20);
    this.workerIndex = userId - 1;
    this.parallelIndex = userId - 1;
    this.repeatEachIndex = Math.max(0, iteration - 1);
    this.tags = test.tags;
    this.annotations = [...test.allAnnotations];
    this.project = {
      name: projectName,
      use,
      retries: 0,
      repeatEach: 1,
      timeout: timeoutMs,
      metadata: {},
      grep: /.*/,
      grepInvert: null,
    };
    this.config = { workers: 1, projects: [this.project], metadata: {}, rootDir: "" };
    this.timeout = timeoutMs;
  }

  get error(): { readonly message: string } | undefined {
    return this.errors[0];
  }

  /** Changes the time that the test may take. */
  limitTo(timeoutMs: number): void {
    this.timeout = timeoutMs;
    this.#parts.onTimeout(timeoutMs);
  }

  skip(condition: unknown = true, description?: string): void {
    if (condition) this.#parts.mark("skip", description);
  }

  fixme(condition: unknown = true, description?: string): void {
    if (condition) this.#parts.mark("fixme", description);
  }

  fail(condition: unknown = true, description?: string): void {
    if (condition) this.#parts.mark("fail", description);
  }

  slow(condition: unknown = true, description?: string): void {
    if (condition) this.#parts.mark("slow", description);
  }

  /** Attachments are for the report of Playwright Test, which a load has not: their contents are dropped. */
  async attach(name: string, { path, contentType = "text/plain" }: { path?: string; contentType?: string } = {}): Promise<void> {
    this.attachments.push({ name, contentType, ...(path === undefined ? {} : { path }) });
  }

  outputPath(...parts: readonly string[]): string {
    return ["test-results", ...parts].join("/");
  }

  snapshotPath(...parts: readonly string[]): string {
    return ["snapshots", ...parts].join("/");
  }
}
