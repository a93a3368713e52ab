import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "live-load": fileURLToPath(new URL("src/index.ts", import.meta.url)) } },
  test: {
    setupFiles: ["test/property-seed.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    reporters: ["default", "./test/flaky-reporter.ts"],
    projects: [
      { extends: true, test: { name: "beside", include: ["src/**/*.test.ts", "test/target/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "between and whole",
          include: ["test/**/*.test.ts"],
          exclude: ["test/target/**", "test/docker/**", "test/kubernetes/**", "test/chaos/**"],
          // Real browsers on a machine that does something else as well may be late once; that it was so is shown.
          retry: 1,
        },
      },
    ],
  },
});
