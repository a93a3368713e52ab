import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Tests with a real Kubernetes: `npm run test:kubernetes`. */
export default defineConfig({
  resolve: { alias: { "live-load": fileURLToPath(new URL("src/index.ts", import.meta.url)) } },
  test: {
    include: ["test/kubernetes/**/*.test.ts"],
    globalSetup: "test/kubernetes/global-setup.ts",
    testTimeout: 180_000,
    hookTimeout: 300_000,
    fileParallelism: false,
    // Real browsers on a machine that does something else as well may be late once; that it was so is shown.
    retry: 1,
    reporters: ["default", "./test/flaky-reporter.ts"],
  },
});
