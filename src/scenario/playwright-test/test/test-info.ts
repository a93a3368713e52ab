import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { makeTemporaryFolder } from "../../../base/folders/needed-folders.js";
import { userPlace } from "../../../base/wording/user-place.js";
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
  /** Where the test is declared, counted from 1; 0 if that is unknown. */
  readonly line: number;
  readonly column: number;
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
  readonly duration = 0;
  status: "passed" | "failed" | "skipped" = "passed";
  timeout: number;
  readonly setTimeout = (timeoutMs: number): void => this.limitTo(timeoutMs);
  readonly #parts: TestInfoParts;
  #outputDir: string | undefined;

  constructor(parts: TestInfoParts) {
    const { test, userId, iteration, file, projectName, use, timeoutMs } = parts;
    this.#parts = parts;
    this.title = test.title;
    this.titlePath = [file, ...test.titlePath];
    const [, declaredIn = file, line = 0, column = 0] = /^(.*):(\d+):(\d+)$/.exec(userPlace(test.at) ?? "") ?? [];
    this.file = declaredIn;
    this.line = Number(line);
    this.column = Number(column);
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

  /** A folder for files of this test on the node, which is removed after it. */
  get outputDir(): string {
    this.#outputDir ??= makeTemporaryFolder("live-load-test-");
    return this.#outputDir;
  }

  /** The test is over: removes its files. */
  removeFiles(): void {
    if (this.#outputDir !== undefined) rmSync(this.#outputDir, { recursive: true, force: true });
    this.#outputDir = undefined;
  }

  /** The path of a file in {@link outputDir}; the folder for it is there. Throws for a path that leads out of it. */
  outputPath(...parts: readonly string[]): string {
    const path = join(this.outputDir, ...parts);
    if (path !== this.outputDir && !path.startsWith(this.outputDir + sep))
      throw new Error(`The outputPath is not allowed outside of the parent directory: ${path}`);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }

  snapshotPath(...parts: readonly string[]): string {
    return ["snapshots", ...parts].join("/");
  }
}
