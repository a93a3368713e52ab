import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzip, type Zippable, zip } from "fflate";
import type { BrowserContext } from "playwright-core";
import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import { maskSecrets } from "../../base/secrets/mask-secrets.js";
import type { PageTrace } from "../../scenario/ports/evidence.js";
import { tooLarge } from "./trace-size.js";

/** Entries that are text; pictures and other files are copied. */
const TEXT = /\.(?:trace|network|stacks|html|css|js|json|txt|xml|svg)$/i;
const END_MS = 5000;

/** Records what a user's pages show and request, as Playwright's trace viewer opens it: a ZIP file. */
export async function playwrightTrace(context: BrowserContext, clock: Clock): Promise<PageTrace> {
  await context.tracing.start({ screenshots: true, snapshots: true });
  const within = <T>(part: Promise<T>, timeoutMs: number) => withDeadline(part, { clock, timeoutMs, what: "Playwright's trace" });
  return {
    format: "playwright",
    finish: ({ timeoutMs, mostBytes }) => within(fileOf(context, mostBytes), timeoutMs),
    discard: () => within(context.tracing.stop(), END_MS).catch(() => {}),
  };
}

async function fileOf(context: BrowserContext, mostBytes: number): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "trace-"));
  try {
    const path = join(folder, "trace.zip");
    await context.tracing.stop({ path });
    const { size } = await stat(path);
    if (size > mostBytes) throw tooLarge(size, mostBytes);
    const masked = await withoutSecrets(await readFile(path));
    if (masked.length > mostBytes) throw tooLarge(masked.length, mostBytes);
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
  for (const [name, bytes] of Object.entries(entries))
    masked[name] = TEXT.test(name) ? Buffer.from(maskSecrets(Buffer.from(bytes).toString("utf8"))) : bytes;
  return new Promise((done, failed) => zip(masked, (error, bytes) => (error === null ? done(bytes) : failed(error))));
}
