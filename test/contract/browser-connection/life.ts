import { readFileSync, readlinkSync } from "node:fs";
import { platform } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { processExists, signalProcess } from "../../../src/base/host.js";
import { processesWithVariable } from "../../../src/base/processes.js";
import type { BrowserConnection, BrowserConnectionFactory, BrowserUser } from "../../../src/browser/connection.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const MARK = "LIVELOAD_CONTRACT_TEST";
const WAIT = { timeout: 20_000 };

export function describeLife(subject: BrowserUnderTest, factory: BrowserConnectionFactory): void {
  describe("the connection", () => {
    it("gives its name and version, and the cost of users", () => {
      const { connection } = subject;
      expect(connection.metadata()).toMatchObject({
        name: expect.stringMatching(/^\w+$/),
        version: expect.stringMatching(/^\w+\/\d+\.\d+/),
        cannotMeasure: expect.any(Array),
      });
      expect(connection.browserContextsPerCore()).toBeGreaterThan(0);
      expect(connection.browserMemoryUsageBytes()).toBeGreaterThan(1024 * 1024);
      expect(connection.contextMemoryUsageBytes()).toBeGreaterThan(1024 * 1024);
    });

    it("measures the round trip of a message to the browser", async () => {
      const ms = await subject.connection.roundTrip(subject.patient);
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThan(subject.patient.timeoutMs);
      await expect(subject.connection.roundTrip({ timeoutMs: 5000, signal: AbortSignal.abort() })).rejects.toThrow();
    });

    it("creates contexts with the requested options", async () => {
      const { connection, patient } = subject;
      const user = await connection.newContext(
        subject.contextOptions({ viewport: { width: 700, height: 500 }, locale: "de-CH", extraHeaders: { "x-extra": "1" } }),
      );
      await user.page.navigate(`${subject.odd.url}/headers`, patient);
      expect(JSON.parse((await user.page.reads.textContent("body", patient)) ?? "")).toMatchObject({ "x-extra": "1" });
      const sizes = "() => [innerWidth, innerHeight, screen.width, screen.height, navigator.language]";
      expect(await user.page.evaluate(sizes, [], patient)).toEqual([700, 500, 700, 500, "de-CH"]);
      await connection.closeContext(user, 5000);
    });

    it("answers password prompts if it was given credentials", async () => {
      const { connection, patient } = subject;
      const address = `${subject.odd.url}/secret`;
      const httpCredentials = { username: "ada", password: "lovelace" };
      const ada = await connection.newContext(subject.contextOptions({ httpCredentials }));
      await ada.page.navigate(address, { ...patient, acceptStatus: () => false });
      expect(await ada.page.reads.textContent("#text", patient)).toBe("for Ada");
      await connection.closeContext(ada, 5000);
      const stranger = await connection.newContext(subject.contextOptions());
      await stranger.page.navigate(address, patient);
      expect(await stranger.page.reads.isVisible("#text", patient)).toBe(false);
      await connection.closeContext(stranger, 5000);
    });

    it("rejects operations in a closed context", async () => {
      const user = await subject.connection.newContext(subject.contextOptions());
      await subject.open("/plain", user.page);
      const waiting = user.page.reads.textContent("#nope", subject.patient);
      const closed = expect(waiting).rejects.toMatchObject({ name: "PageOperationError", kind: "closed" });
      await subject.connection.closeContext(user, 5000);
      await closed;
      await expect(user.page.reads.textContent("#text", subject.patient)).rejects.toMatchObject({ kind: "closed" });
      await user.flush(100);
      await subject.connection.closeContext(user, 100);
    });

    it("does not open a context for an aborted signal", async () => {
      await expect(subject.connection.newContext(subject.contextOptions({ signal: AbortSignal.abort() }))).rejects.toThrow();
    });

    it("has no contexts before its launch, and can be closed then", async () => {
      const idle = factory();
      await expect(idle.newContext(subject.contextOptions())).rejects.toMatchObject({ code: "BROWSER_FAILED" });
      await expect(idle.roundTrip(subject.patient)).rejects.toMatchObject({ code: "BROWSER_FAILED" });
      await idle.close(100);
      if (idle.metadata().usesProgram !== false) expect(idle.metadata().version).toBe("");
    });

    it("reports that there is no browser at a path", async () => {
      const options = subject.launchOptions({ executablePath: "/nowhere/chromium" });
      await expect(factory().launch(options)).rejects.toMatchObject({ code: "BROWSER_NOT_FOUND" });
    });

    it("reports that a program is not a browser", async () => {
      const options = subject.launchOptions({ executablePath: "/bin/false" });
      await expect(factory().launch(options)).rejects.toMatchObject({ code: "BROWSER_FAILED" });
    });

    it("does not launch for an aborted signal", async () => {
      const idle = factory();
      await expect(idle.launch(subject.launchOptions({ signal: AbortSignal.abort() }))).rejects.toThrow();
      await idle.close(5000);
    });

    it("can be closed while it is being launched", async () => {
      const hasty = factory();
      const launching = expect(hasty.launch(subject.launchOptions())).rejects.toMatchObject({ code: "ABORTED" });
      await hasty.close(5000);
      await launching;
      await expect(hasty.roundTrip(subject.patient)).rejects.toMatchObject({ code: "BROWSER_FAILED" });
    });
  });

  describe.skipIf(platform() !== "linux")("the browser's process", () => {
    let connection: BrowserConnection;
    let user: BrowserUser;
    let crashes: string[];
    let mark: string;
    /** The browser itself, not its helpers. */
    const browserPid = () => {
      const pids = processesWithVariable(MARK, mark).filter(isBrowserItself);
      expect(pids).toHaveLength(1);
      return pids[0]!;
    };
    const launch = () =>
      connection.launch(
        subject.launchOptions({ env: { ...process.env, [MARK]: mark }, onCrash: (reason) => crashes.push(reason) }),
      );
    const allGone = () => expect.poll(() => processesWithVariable(MARK, mark), WAIT).toEqual([]);

    beforeEach(async () => {
      mark = `${process.pid}-${Math.random().toString(36).slice(2)}`;
      crashes = [];
      connection = factory();
      await launch();
      user = await connection.newContext(subject.contextOptions());
      await subject.open("/plain", user.page);
    });
    afterEach(async () => {
      await connection.close(5000);
      await allGone();
    });

    it("ends with close(), which can be called again and is not a crash", async () => {
      await connection.close(5000);
      await connection.close(5000);
      await allGone();
      expect(crashes).toEqual([]);
      await expect(user.page.reads.textContent("#text", subject.patient)).rejects.toMatchObject({ kind: "closed" });
    });

    it("kills a browser that does not exit by itself", async () => {
      const pid = browserPid();
      signalProcess(pid, "SIGSTOP");
      await connection.close(200);
      await expect.poll(() => processExists(pid), WAIT).toBe(false);
    });

    it("rejects pending operations when the browser is killed, and reports the crash once", async () => {
      const waiting = expect(user.page.reads.textContent("#nope", subject.patient)).rejects.toMatchObject({ kind: "closed" });
      signalProcess(browserPid(), "SIGKILL");
      await waiting;
      await expect.poll(() => crashes.length, WAIT).toBe(1);
      await expect(user.page.navigate(subject.target.url, subject.patient)).rejects.toMatchObject({ kind: "closed" });
      await expect(connection.newContext(subject.contextOptions())).rejects.toMatchObject({ code: "BROWSER_FAILED" });
      await connection.closeContext(user, 1000);
      await allGone();
    });

    it("can be launched again after the browser was killed", async () => {
      signalProcess(browserPid(), "SIGKILL");
      await expect.poll(() => crashes.length, WAIT).toBe(1);
      await launch();
      const next = await connection.newContext(subject.contextOptions());
      await subject.open("/plain", next.page);
      expect(await next.page.reads.textContent("h1", subject.patient)).toBe("Plain");
    });

    it("survives the crash of a page, which its user learns", async () => {
      const other = await connection.newContext(subject.contextOptions({ userId: 2 }));
      await subject.open("/plain", other.page);
      const waiting = expect(user.page.reads.textContent("#nope", subject.patient)).rejects.toMatchObject({ kind: "closed" });
      await user.page.navigate("chrome://crash", subject.patient).catch(() => {});
      await waiting;
      await expect(user.page.reads.textContent("#text", subject.patient)).rejects.toMatchObject({ kind: "closed" });
      await connection.closeContext(user, 2000);
      expect(await other.page.reads.textContent("h1", subject.patient)).toBe("Plain");
      expect(crashes).toEqual([]);
    });
  });
}

/** Neither a helper nor the shell script that starts it. */
function isBrowserItself(pid: number): boolean {
  try {
    const program = readlinkSync(`/proc/${pid}/exe`);
    return (
      !readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("--type=") &&
      /chrom|headless/.test(program) &&
      !program.includes("crashpad")
    );
  } catch {
    return false;
  }
}
