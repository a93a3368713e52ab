import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzip, type Zippable, zip } from "fflate";
import type { BrowserContext } from "playwright-core";
import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import type { PageTrace } from "../../scenario/ports/evidence.js";
import { maskedBody, maskedEvents } from "./masked-trace.js";
import { tooLarge } from "./trace-size.js";

const EVENTS = /\.(?:trace|network|stacks)$/;
/** Entries that cannot be read as text. Bodies of requests have other names, whatever they are. */
const BINARY = /\.(?:jpe?g|png|gif|webp|avif|ico|bmp|woff2?|ttf|otf|eot|wasm|mp[34]|webm|ogg|pdf|zip|gz)$/i;
const COMMAND_MS = 5000;

/** Records what a user's pages show and request, as Playwright's trace viewer opens it: a ZIP file. */
export async function playwrightTrace(context: BrowserContext, clock: Clock): Promise<PageTrace> {
  const within = <T>(part: Promise<T>, timeoutMs: number) => withDeadline(part, { clock, timeoutMs, what: "Playwright's trace" });
  const discard = () => within(context.tracing.stop(), COMMAND_MS).catch(() => {});
  const starting = context.tracing.start({ screenshots: true, snapshots: true });
  try {
    await within(starting, COMMAND_MS);
  } catch (error) {
    void starting.then(discard).catch(() => {});
    throw error;
  }
  return { format: "playwright", finish: ({ timeoutMs, mostBytes }) => within(fileOf(context, mostBytes), timeoutMs), discard };
}

async function fileOf(context: BrowserContext, mostBytes: number): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "trace-"));
  try {
    const path = join(folder, "trace.zip");
    await context.tracing.stop({ path });
    const { size } = await stat(path);
    if (size > mostBytes) throw tooLarge("it has", size, mostBytes);
    const masked = await withoutSecrets(await readFile(path));
    if (masked.length > mostBytes) throw tooLarge("it has", masked.length, mostBytes);
    return masked;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withoutSecrets(file: Uint8Array): Promise<Uint8Array> {
  const entries = await new Promise<Record<string, Uint8Array>>((done, failed) =>
    unzip(file, (error, given) => (error === null ? done(given) : failed(error))),
  );
  const masked: Zippable = {};
  for (const [name, bytes] of Object.entries(entries)) masked[name] = await maskedEntry(name, bytes);
  return new Promise((done, failed) => zip(masked, (error, bytes) => (error === null ? done(bytes) : failed(error))));
}

async function maskedEntry(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  if (BINARY.test(name)) return bytes;
  const text = Buffer.from(bytes).toString("utf8");
  return Buffer.from(await (EVENTS.test(name) ? maskedEvents(text) : maskedBody(text)));
}
