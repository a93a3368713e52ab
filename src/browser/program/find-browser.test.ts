import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type BrowserFiles, type FindBrowserOptions, findBrowser, realBrowserFiles } from "./find-browser.js";
import { playwrightFolder } from "./playwright-folder.js";

/** A file system that contains only programs. */
function filesOf(...programs: string[]): BrowserFiles {
  return {
    isExecutable: async (path) => programs.includes(path),
    namesIn: async (folder) => {
      const inside = programs.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
      return [...new Set(inside.map((path) => path.split("/")[0] ?? ""))];
    },
  };
}

const CACHE = "/home/ada/.cache/ms-playwright";
const SHELL_12 = `${CACHE}/chromium_headless_shell-12/chrome-linux/headless_shell`;
const SHELL_1255 = `${CACHE}/chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell`;
const FULL_1300 = `${CACHE}/chromium-1300/chrome-linux64/chrome`;

function find(programs: readonly string[], options: Partial<FindBrowserOptions> = {}) {
  const env = { HOME: "/home/ada", PATH: "/opt/bin:/usr/bin", ...options.env };
  return findBrowser({ platform: "linux", ...options, env, files: filesOf(...programs) });
}

describe("finding a browser", () => {
  it("prefers LIVELOAD_BROWSER_PATH to anything else", async () => {
    const env = { LIVELOAD_BROWSER_PATH: "/my/google-chrome" };
    expect(await find(["/my/google-chrome", SHELL_1255], { env })).toEqual({
      path: "/my/google-chrome",
      source: "LIVELOAD_BROWSER_PATH",
      kind: "chrome",
    });
  });

  it("fails if LIVELOAD_BROWSER_PATH is not a program, and does not fall back to another", async () => {
    await expect(find([SHELL_1255], { env: { LIVELOAD_BROWSER_PATH: "/nope" } })).rejects.toMatchObject({
      code: "BROWSER_NOT_FOUND",
      message: "LIVELOAD_BROWSER_PATH names /nope, which is not an executable file",
      details: { looked: ["/nope"] },
    });
  });

  it("prefers the newest headless shell in Playwright's cache to a newer full browser", async () => {
    const programs = [FULL_1300, SHELL_12, SHELL_1255, "/usr/bin/chromium-headless-shell"];
    expect(await find(programs)).toEqual({ path: SHELL_1255, source: "Playwright's cache", kind: "headless-shell" });
    expect(await find([FULL_1300, SHELL_12])).toMatchObject({ path: SHELL_12 });
    expect(await find([FULL_1300])).toMatchObject({ path: FULL_1300, kind: "chromium" });
  });

  it("searches PLAYWRIGHT_BROWSERS_PATH", async () => {
    const path = "/pw/chromium_headless_shell-7/chrome-linux/headless_shell";
    expect(await find([path, SHELL_1255], { env: { PLAYWRIGHT_BROWSERS_PATH: "/pw" } })).toMatchObject({ path });
  });

  it("searches beside the package if PLAYWRIGHT_BROWSERS_PATH is 0, like Playwright", async () => {
    const path = join(playwrightFolder(), ".local-browsers/chromium_headless_shell-7/chrome-linux/headless_shell");
    expect(await find([path, SHELL_1255], { env: { PLAYWRIGHT_BROWSERS_PATH: "0" } })).toMatchObject({ path });
  });

  it("does not mistake a folder for a program", async () => {
    expect(await realBrowserFiles.isExecutable("/usr")).toBe(false);
    expect(await realBrowserFiles.isExecutable("/bin/sh")).toBe(true);
  });

  it("skips incomplete folders of the cache", async () => {
    const incomplete = `${CACHE}/chromium_headless_shell-2000/INSTALLATION_INCOMPLETE`;
    expect(await find([incomplete, SHELL_1255])).toMatchObject({ path: SHELL_1255 });
  });

  it("prefers the headless shell on PATH, then chromium, then Chrome", async () => {
    const programs = ["/opt/bin/google-chrome", "/opt/bin/chromium", "/usr/bin/chromium-headless-shell"];
    expect(await find(programs)).toEqual({ path: "/usr/bin/chromium-headless-shell", source: "PATH", kind: "headless-shell" });
    expect(await find(programs.slice(0, 2))).toMatchObject({ path: "/opt/bin/chromium", kind: "chromium" });
    expect(await find(programs.slice(0, 1))).toMatchObject({ path: "/opt/bin/google-chrome", kind: "chrome" });
  });

  it("searches the cache and the applications of macOS", async () => {
    const chrome = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    expect(await find([chrome], { platform: "darwin" })).toEqual({ path: chrome, source: "/Applications", kind: "chrome" });
    const shell =
      "/home/ada/Library/Caches/ms-playwright/chromium_headless_shell-9/chrome-headless-shell-mac-arm64/chrome-headless-shell";
    expect(await find([chrome, shell], { platform: "darwin" })).toMatchObject({ path: shell, kind: "headless-shell" });
    await expect(find([chrome])).rejects.toMatchObject({ code: "BROWSER_NOT_FOUND" });
  });

  it("requires a browser with a window for headed runs", async () => {
    expect(await find([SHELL_1255, "/usr/bin/chromium"], { headed: true })).toMatchObject({ path: "/usr/bin/chromium" });
    await expect(find([SHELL_1255], { headed: true })).rejects.toMatchObject({
      code: "BROWSER_NOT_FOUND",
      hint: expect.stringContaining("without --headed"),
    });
    await expect(find([SHELL_1255], { headed: true, env: { LIVELOAD_BROWSER_PATH: SHELL_1255 } })).rejects.toMatchObject({
      message: expect.stringContaining("no window"),
    });
  });

  it("lists where it searched and what to do if there is none", async () => {
    await expect(find([])).rejects.toMatchObject({
      code: "BROWSER_NOT_FOUND",
      hint: expect.stringContaining("live-load install"),
      details: { looked: expect.arrayContaining(["/opt/bin/chromium-headless-shell", "/usr/bin/google-chrome-stable"]) },
    });
  });
});
