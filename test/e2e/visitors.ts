import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { liveLoad, type RunningCommand, resultIn, temporaryFolder } from "./command.js";

/** A site of empty pages that records its visits in order. */
export interface Visitors {
  readonly url: string;
  /** Path and query of each requested page. */
  readonly visits: string[];
  /** The values of a query parameter in visits to this path. */
  seen(path: string, parameter: string): string[];
}

/** Starts the site; it is stopped after the test. */
export async function startVisitors(): Promise<Visitors> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? "";
    if (!url.startsWith("/favicon")) visits.push(url);
    response.writeHead(200, { "content-type": "text/html", "cache-control": "no-store" });
    response.end("<!doctype html><title>page</title><p id=here>here");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((done) => server.close(() => done()));
  });
  const seen = (path: string, parameter: string) =>
    visits
      .map((visit) => new URL(visit, "http://site.test"))
      .filter(({ pathname }) => pathname === path)
      .map(({ searchParams }) => searchParams.get(parameter) ?? "");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, visits, seen };
}

/** As many nodes on this machine as there are users. */
export const ONE_USER_PER_NODE = [
  "--browser",
  "playwright",
  "--backend-option",
  "nodes.cpus=0.9",
  "--backend-option",
  "nodes.memory=3GiB",
  "--backend-option",
  "overcommit=true",
];

/** Writes files into a new folder and starts to run the first of them. */
export async function startFiles(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<{ readonly command: RunningCommand; readonly out: string; readonly folder: string }> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const out = join(folder, "report");
  const command = liveLoad(["run", Object.keys(files)[0] ?? "", "--out", out, ...args], { cwd: folder });
  return { command, out, folder };
}

/** The same, to the end. */
export async function runFiles(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const { command, out, folder } = await startFiles(files, args);
  const ended = await command.ended;
  return { ...ended, folder, out, result: existsSync(join(out, "result.json")) ? resultIn(out) : undefined };
}

/** A CSV file with rows 1 … n of one column. */
export function numbersCsv(count: number): string {
  return `id\n${Array.from({ length: count }, (_, at) => at + 1).join("\n")}\n`;
}
