import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "live-load": fileURLToPath(new URL("src/index.ts", import.meta.url)) } },
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["test/docker/**", "test/kubernetes/**", "test/chaos/**", "node_modules/**"],
    setupFiles: ["test/property-seed.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Real browsers on a machine that does something else as well may be late once; that it was so is shown.
    retry: 1,
    reporters: ["default"],
  },
});
