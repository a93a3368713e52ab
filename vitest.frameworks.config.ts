import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Tests with live frameworks of Python: `npm run test:frameworks`. */
export default defineConfig({
  resolve: { alias: { "live-load": fileURLToPath(new URL("src/index.ts", import.meta.url)) } },
  test: {
    include: ["test/frameworks/**/*.test.ts"],
    globalSetup: "test/frameworks/global-setup.ts",
    testTimeout: 300_000,
    // Vitest's own second is short for a busy machine.
    expect: { poll: { timeout: 20_000 } },
    fileParallelism: false,
    // Applications mostly wait for their users: two at once keep two cores busy, and leave them time to answer.
    maxConcurrency: 2,
    reporters: ["default", "./test/flaky-reporter.ts"],
  },
});
