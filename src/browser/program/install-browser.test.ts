import { describe, expect, it } from "vitest";
import { type InstallBrowserOptions, installBrowser } from "./install-browser.js";
import type { Command, CommandOutcome } from "./run-command.js";

const SHELL = "/usr/bin/chromium-headless-shell";
const APT = "/usr/bin/apt-get";
const OK: CommandOutcome = { exitCode: 0, timedOut: false, output: "" };
const failed = (output: string): CommandOutcome => ({ exitCode: 1, timedOut: false, output });
const NO_NETWORK = failed(
  "\u001b[2mDownloading\u001b[22m\nError: getaddrinfo ENOTFOUND cdn.playwright.dev\n  at x\nError: Download failure, code=1\n",
);

/** A machine with these programs, where `behave` decides the outcome of each command. */
function machine(programs: string[], behave: (line: string) => CommandOutcome, extra: Partial<InstallBrowserOptions> = {}) {
  const ran: string[] = [];
  const commands: Command[] = [];
  const options: InstallBrowserOptions = {
    env: { PATH: "/usr/bin" },
    platform: "linux",
    isRoot: true,
    nodePath: "/usr/bin/node",
    write: () => {},
    files: { isExecutable: async (path) => programs.includes(path), namesIn: async () => [] },
    run: async (command) => {
      const line = [command.program, ...command.args].join(" ").replace(/\S*playwright-core\/cli\.js/, "playwright");
      commands.push(command);
      ran.push(line);
      return behave(line);
    },
    ...extra,
  };
  return { options, ran, commands };
}

describe("installing a browser", () => {
  it("does nothing if there is a browser that starts", async () => {
    const { options, ran } = machine([SHELL], () => OK);
    const report = await installBrowser(options);
    expect(ran).toEqual([`${SHELL} --version`]);
    expect(report).toMatchObject({ browser: { path: SHELL }, steps: [{ outcome: "done" }], advice: undefined });
    expect(report.steps[0]?.message).toContain("is there already");
  });

  it("tries Playwright first, with a time limit", async () => {
    const programs: string[] = [APT];
    const { options, ran, commands } = machine(programs, (line) => {
      if (line.includes("playwright")) programs.push(SHELL);
      return OK;
    });
    const report = await installBrowser(options);
    expect(ran).toEqual(["/usr/bin/node playwright install chromium-headless-shell", `${SHELL} --version`]);
    expect(commands[0]?.timeoutMs).toBeLessThanOrEqual(60_000);
    expect(report.browser?.path).toBe(SHELL);
  });

  it("falls back to apt if Playwright cannot download, and says why", async () => {
    const programs = [APT];
    const { options, ran, commands } = machine(programs, (line) => {
      if (line.includes("playwright")) return NO_NETWORK;
      if (line.includes("install")) programs.push(SHELL);
      return OK;
    });
    const { browser, steps } = await installBrowser(options);
    expect(ran.slice(1)).toEqual([
      "apt-get update",
      "apt-get install -y --no-install-recommends chromium-headless-shell",
      `${SHELL} --version`,
    ]);
    expect(commands[1]?.env.DEBIAN_FRONTEND).toBe("noninteractive");
    expect(browser?.path).toBe(SHELL);
    expect(steps.map(({ outcome }) => outcome)).toEqual(["failed", "done", "done"]);
    expect(steps[0]?.message).toContain("ENOTFOUND cdn.playwright.dev");
    expect(steps[1]?.message).toBe("apt-get has installed chromium-headless-shell.");
  });

  it("falls back to apt if the download lacks system libraries", async () => {
    const programs = [APT];
    let libraries = false;
    const { options } = machine(programs, (line) => {
      if (line.includes("playwright")) programs.push(SHELL);
      if (line.startsWith("apt-get install")) libraries = true;
      const broken = line === `${SHELL} --version` && !libraries;
      return broken ? failed("error while loading shared libraries: libnspr4.so: cannot open shared object file") : OK;
    });
    const { browser, steps } = await installBrowser(options);
    expect(browser?.path).toBe(SHELL);
    expect(steps.map(({ outcome }) => outcome)).toEqual(["done", "failed", "done", "done"]);
    expect(steps[1]?.message).toContain("libnspr4.so");
  });

  it("installs chromium if there is no package of the headless shell", async () => {
    const programs = [APT];
    const { options } = machine(programs, (line) => {
      if (line.includes("playwright")) return NO_NETWORK;
      if (line.endsWith("chromium-headless-shell")) return failed("E: Unable to locate package chromium-headless-shell");
      if (line.endsWith("chromium")) programs.push("/usr/bin/chromium");
      return OK;
    });
    const { browser, steps } = await installBrowser(options);
    expect(browser).toMatchObject({ path: "/usr/bin/chromium", kind: "chromium" });
    expect(steps[1]).toMatchObject({ outcome: "failed", message: expect.stringContaining("Unable to locate package") });
  });

  it("says what to do without root", async () => {
    const { options, ran } = machine([APT], () => NO_NETWORK, { isRoot: false });
    const report = await installBrowser(options);
    expect(ran).toHaveLength(1);
    expect(report).toMatchObject({ browser: undefined, steps: [{ outcome: "failed" }, { outcome: "skipped" }] });
    expect(report.advice).toContain("sudo apt-get install chromium-headless-shell");
  });

  it("does not run apt on macOS", async () => {
    const { options } = machine([], () => NO_NETWORK, { platform: "darwin", isRoot: false });
    expect(await installBrowser(options)).toMatchObject({
      steps: [{ outcome: "failed" }, { outcome: "skipped" }],
      advice: expect.stringContaining("brew install"),
    });
  });

  it("reports that an installer took too long", async () => {
    const { options } = machine([], () => ({ exitCode: undefined, timedOut: true, output: "0%" }));
    expect((await installBrowser(options)).steps[0]?.message).toContain("took too long");
  });

  it("installs nothing while LIVELOAD_BROWSER_PATH would hide it", async () => {
    const { options, ran } = machine([], () => OK, { env: { LIVELOAD_BROWSER_PATH: "/nope" } });
    const report = await installBrowser(options);
    expect(ran).toEqual([]);
    expect(report).toMatchObject({ steps: [{ outcome: "failed" }], advice: expect.stringContaining("LIVELOAD_BROWSER_PATH") });
  });

  it("installs again with force", async () => {
    const { options, ran } = machine([SHELL], () => OK, { force: true });
    await installBrowser(options);
    expect(ran[1]).toContain("playwright install");
  });
});
