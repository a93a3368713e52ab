import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { BrowserConnection } from "../../browser/connection.js";
import type { FoundBrowser } from "../../browser/program/find-browser.js";
import type { BrowserDescription } from "../../protocol/resources.js";

const VERSION_TIMEOUT_MS = 10_000;

/** Describes a node's browser and what a user costs. Without a program, its path is empty. */
export async function describeBrowser(
  name: string,
  connection: BrowserConnection,
  find: () => Promise<FoundBrowser>,
): Promise<BrowserDescription> {
  const { version, cannotMeasure } = connection.metadata();
  const path = await programOf(connection, find);
  return {
    connection: name,
    executablePath: path ?? "",
    version: version === "" && path !== undefined ? await versionOf(path) : version,
    browserContextsPerCore: connection.browserContextsPerCore(),
    browserMemoryUsageBytes: connection.browserMemoryUsageBytes(),
    contextMemoryUsageBytes: connection.contextMemoryUsageBytes(),
    cannotMeasure: [...cannotMeasure],
  };
}

/** Path of the program that the connection launches; `undefined` if it needs none. */
export async function programOf(connection: BrowserConnection, find: () => Promise<FoundBrowser>): Promise<string | undefined> {
  return connection.metadata().usesProgram === false ? undefined : (await find()).path;
}

/** The version that the program prints; empty when it prints none. */
async function versionOf(path: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(path, ["--version"], { timeout: VERSION_TIMEOUT_MS });
    return stdout.trim().split("\n")[0]?.slice(0, 200) ?? "";
  } catch {
    return "";
  }
}
