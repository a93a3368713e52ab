import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { systemClock } from "../base/clock.js";
import { createBackend } from "./backends.js";

const folder = mkdtempSync(join(tmpdir(), "live-load-backends-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const context = {
  runId: "r",
  clock: systemClock,
  agentPath: "/a",
  env: {},
  execPath: "node",
  platform: "linux",
  expiresAt: 0,
  onWarning: () => {},
  onProgress: () => {},
};

function moduleWith(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}

describe("a backend", () => {
  it("is found by its name", async () => {
    expect((await createBackend({ name: "local", options: {}, context })).name).toBe("local");
  });

  it("comes from a module, by path or URL, which gets the options and the context", async () => {
    const path = moduleWith("own.mjs", "export const createBackend = (options, context) => ({ name: 'own', options, context });");
    const dotted = `./${relative(process.cwd(), path)}`;
    for (const name of [path, dotted, pathToFileURL(path).href]) {
      expect(await createBackend({ name, options: { size: 2 }, context })).toEqual({
        name: "own",
        options: { size: 2 },
        context,
      });
    }
  });

  it("is refused when its module does not load or exports no createBackend", async () => {
    const broken = createBackend({ name: join(folder, "nowhere.mjs"), options: {}, context });
    await expect(broken).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("could not be loaded"),
    });
    const empty = createBackend({ name: moduleWith("empty.mjs", "export {};"), options: {}, context });
    await expect(empty).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("exports no function createBackend"),
    });
  });

  it.each([
    ["local", { platform: "win32" }, "does not run on win32"],
    ["docker", { env: { DOCKER_HOST: "tcp://127.0.0.1:1" } }, "no Docker Engine answers at tcp://127.0.0.1:1"],
    ["kubernetes", { env: { HOME: "/nowhere" } }, "there is no kubeconfig"],
  ])("(%s) reports that its platform is unavailable before it creates a node", async (name, world, message) => {
    const unavailable = await createBackend({ name, options: {}, context: { ...context, ...world } });
    await expect(unavailable.preflight(new AbortController().signal)).rejects.toMatchObject({
      code: "BACKEND_UNAVAILABLE",
      message: expect.stringContaining(message),
    });
  });

  it.each(["constructor", "toString"])("does not exist under the name %s", async (name) => {
    await expect(createBackend({ name, options: {}, context })).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});
