import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createBackend } from "../cluster/backends.js";
import { adapterOfModule } from "../scenario/authoring/adapter-module.js";
import { loadConfigFile } from "./config-file.js";
import { bundleSpec } from "./playwright/bundle-spec.js";

/** Where the module tells that it runs. */
const RUNS = "hangingModuleRuns";
const HANGS = `globalThis.${RUNS} = true; await new Promise(() => {}); export default {};`;

const signalOf = (stop: AbortController) => ({ signal: stop.signal });

describe("a module that never loads", () => {
  it.each([
    [
      "a config file",
      "liveload.config.mjs",
      (cwd, stop) => loadConfigFile({ cwd, path: undefined, liveLoad: {}, ...signalOf(stop) }),
    ],
    [
      "a configuration of Playwright",
      "playwright.config.mjs",
      (cwd, stop) => bundleSpec({ file: join(cwd, "a.spec.ts"), cwd, exportedNames: [] }, {}, signalOf(stop)),
    ],
    [
      "a backend",
      "backend.mjs",
      (cwd, stop) => createBackend({ name: join(cwd, "backend.mjs"), options: {}, context: {} as never, ...signalOf(stop) }),
    ],
    ["an adapter", "adapter.mjs", (cwd, stop) => adapterOfModule(join(cwd, "adapter.mjs"), "adapter.mjs", signalOf(stop))],
  ] as readonly (readonly [string, string, (cwd: string, stop: AbortController) => Promise<unknown>])[])(
    "is not waited for after a signal: %s",
    async (_what, name, load) => {
      const cwd = await mkdtemp(join(tmpdir(), "live-load-user-files-"));
      onTestFinished(() => rm(cwd, { recursive: true, force: true }));
      onTestFinished(() => void Reflect.deleteProperty(globalThis, RUNS));
      await writeFile(join(cwd, name), HANGS);
      const stop = new AbortController();
      const reason = new Error("interrupted");
      const loading = load(cwd, stop);
      loading.catch(() => {});
      await vi.waitFor(() => expect(Reflect.has(globalThis, RUNS)).toBe(true), { timeout: 30_000 });
      stop.abort(reason);
      await expect(loading).rejects.toBe(reason);
    },
  );
});
