import type { TestProject } from "vitest/node";
import { pythonWithFrameworks } from "./python.mjs";

declare module "vitest" {
  interface ProvidedContext {
    /** A Python that has the frameworks; absent if there is none. */
    python: string | undefined;
    /** The reason why tests with frameworks are skipped. */
    noPython: string | undefined;
  }
}

/** Provides Python and the frameworks for all tests of this folder. */
export function setup(project: TestProject): void {
  try {
    project.provide("python", pythonWithFrameworks());
  } catch (error) {
    project.provide("noPython", error instanceof Error ? error.message : String(error));
  }
}
