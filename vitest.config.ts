import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { CI_RETRIES } from "./test/fixtures/ci-retries.js";

export default defineConfig({
  resolve: { alias: { "live-load": fileURLToPath(new URL("src/index.ts", import.meta.url)) } },
  test: {
    setupFiles: ["test/property-seed.ts"],
    // Only a hung test takes as long, also on a busy machine.
    testTimeout: 180_000,
    // Vitest's own second is short for a busy machine.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 120_000,
    maxWorkers: 2,
    reporters: ["default", "./test/flaky-reporter.ts"],
    projects: [
      { extends: true, test: { name: "beside", include: ["src/**/*.test.ts", "test/target/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "between",
          include: ["test/integration/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: ["test/contract/**/*.test.ts", "test/e2e/**/*.test.ts"],
          ...CI_RETRIES,
        },
      },
    ],
  },
});
