import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { CI_RETRIES } from "./test/fixtures/ci-retries.js";

/** The `chromium` connection's tests in a full Chromium, which the headless shell is not: `npm run test:chromium`. */
export default defineConfig({
  resolve: { alias: { "live-load": fileURLToPath(new URL("src/index.ts", import.meta.url)) } },
  test: {
    ...CI_RETRIES,
    include: [
      "test/contract/chromium-actions.test.ts",
      "test/contract/chromium-observations.test.ts",
      "test/contract/chromium-frames.test.ts",
      "src/browser/chromium/chromium-page.test.ts",
    ],
    globalSetup: "test/contract/full-chromium.ts",
    testTimeout: 60_000,
    // Vitest's own second is short for a busy machine.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 120_000,
    maxWorkers: 2,
    reporters: ["default", "./test/flaky-reporter.ts"],
  },
});
