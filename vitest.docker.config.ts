import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { CI_RETRIES } from "./test/fixtures/ci-retries.js";

/** Tests with a real Docker Engine: `npm run test:docker`. */
export default defineConfig({
  resolve: { alias: { "live-load": fileURLToPath(new URL("src/index.ts", import.meta.url)) } },
  test: {
    ...CI_RETRIES,
    include: ["test/docker/**/*.test.ts"],
    globalSetup: "test/docker/global-setup.ts",
    testTimeout: 180_000,
    // Vitest's own second is short for a busy machine.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 300_000,
    fileParallelism: false,
    reporters: ["default", "./test/flaky-reporter.ts"],
  },
});
