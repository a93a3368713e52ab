import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { Clock } from "../../base/clock.js";
import { deferred, withDeadline } from "../../base/deadline.js";
import { makeTemporaryFolder } from "../../base/folders/needed-folders.js";
import { signalProcess } from "../../base/host.js";
import { chromiumFlags } from "./chromium-flags.js";

/** Options of a browser process. */
export interface ProcessOptions {
  readonly program: string;
  readonly headed: boolean;
  /** Fingerprint of the key that it trusts, for any name. */
  readonly trustedKey?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** Deadline for a killed browser to exit. */
const KILL_MS = 2000;
const KEPT_CHARACTERS = 4000;
/** A full Chromium treats contexts as private windows, where it blocks cookies and storage of cross-site frames by default. */
const PREFERENCES = { profile: { cookie_controls_mode: 0 } };

/** A browser's processes and their temporary folder, which are all removed at the end. */
export class BrowserProcess {
  /** Commands go out, answers and events come in. */
  readonly streams: { readonly input: Readable; readonly output: Writable };
  readonly #child: ChildProcess;
  readonly #profileFolder: string;
  readonly #clock: Clock;
  readonly #exited = deferred<void>();
  /** The tail of its output. */
  #printed = "";

  private constructor(child: ChildProcess, profileFolder: string, clock: Clock) {
    this.#child = child;
    this.#profileFolder = profileFolder;
    this.#clock = clock;
    this.streams = { input: child.stdio[4] as Readable, output: child.stdio[3] as Writable };
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#printed = (this.#printed + chunk.toString()).slice(-KEPT_CHARACTERS);
    });
    child.once("error", (error) => {
      this.#printed = error.message;
      this.#exited.resolve();
    });
    child.once("exit", () => this.#exited.resolve());
  }

  static async start({ program, headed, trustedKey, env, clock }: ProcessOptions): Promise<BrowserProcess> {
    const profileFolder = makeTemporaryFolder("liveload-chromium-");
    await mkdir(join(profileFolder, "Default"));
    await writeFile(join(profileFolder, "Default", "Preferences"), JSON.stringify(PREFERENCES));
    // In its own process group, because Debian starts the browser through a shell script, and helper processes must end with it.
    const child = spawn(program, chromiumFlags({ headed, trustedKey, profileFolder }), {
      env: { ...env },
      detached: true,
      stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
    });
    return new BrowserProcess(child, profileFolder, clock);
  }

  /** For files that it downloads; removed with the profile. */
  get downloadFolder(): string {
    return join(this.#profileFolder, "downloads");
  }

  /** Resolves when the process is gone. */
  get exited(): Promise<void> {
    return this.#exited.promise;
  }

  /** One line of its output that says why it did not start, if there is one. */
  get lastWords(): string | undefined {
    const lines = this.#printed.split("\n").filter((line) => line.trim() !== "");
    return (
      lines.findLast((line) => /error|cannot|failed|denied|No usable|ENOENT/i.test(line) && !/dbus/.test(line)) ?? lines.at(-1)
    );
  }

  /** Waits for the process to exit, then kills what is left of its group. Never rejects. */
  async end(timeoutMs: number): Promise<void> {
    const wait = { clock: this.#clock, what: "the browser to end" };
    await withDeadline(this.exited, { ...wait, timeoutMs }).catch(() => {});
    this.kill();
    await withDeadline(this.exited, { ...wait, timeoutMs: KILL_MS }).catch(() => {});
    await rm(this.#profileFolder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }

  /** Ends the whole group by force. */
  kill(): void {
    const { pid } = this.#child;
    if (pid !== undefined) signalProcess(-pid, "SIGKILL");
  }
}
