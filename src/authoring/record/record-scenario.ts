import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Clock } from "../../base/clock.js";
import { LiveLoadError } from "../../base/errors.js";
import { invalidOption } from "../../base/invalid-option.js";
import { recordPage } from "../../browser/recorder/record-session.js";
import type { RecordedEvent } from "../../browser/recorder/recorded-events.js";
import { DraftFile, stepsDone } from "./draft-file.js";
import { recordedDraft } from "./recorded-draft.js";

/** Options of {@link recordScenario}. */
export interface RecordRequest {
  /** Absolute, or without `http://`. */
  readonly url: string;
  /** Path of the scenario, relative to `cwd`. Default: named after the host. */
  readonly out: string | undefined;
  /** Replace a file that exists. */
  readonly force: boolean;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The window is open; the scenario is written to this path. */
  readonly onReady: (path: string) => void;
}

/** A recording that has ended. */
export interface Recorded {
  readonly path: string;
  /** 0 if the person did nothing: then no file is written, and one that exists stays. */
  readonly steps: number;
  /** Options that the scenario needs, such as passwords. */
  readonly options: readonly string[];
}

/**
 * Opens a browser's window and writes a scenario of what a person does there, until they stop. Rejects with `INVALID_OPTION` for
 * a wrong address, a file that exists or a machine without a screen, and as a browser that cannot be started.
 */
export async function recordScenario(request: RecordRequest): Promise<Recorded> {
  const { env, clock, signal, cwd } = request;
  const url = checkedUrl(request.url);
  const name = nameOf(url);
  const path = resolve(cwd, request.out ?? `${name}.scenario.ts`);
  checkFile(path, request);
  checkScreen(request);
  const events: RecordedEvent[] = [];
  const file = new DraftFile(path, clock, () => recordedDraft(events, { name, url, folder: dirname(path) }));
  const onEvent = (event: RecordedEvent): number => {
    events.push(event);
    return file.changed();
  };
  const onReady = () => request.onReady(path);
  try {
    await recordPage({ url: url.href, env, clock, signal, onReady, onEvent });
    const draft = await file.finish();
    return { path, steps: stepsDone(draft), options: (draft.options ?? []).map((option) => option.name) };
  } finally {
    await file.finish();
  }
}

function checkedUrl(given: string): URL {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw invalidOption({ option: "url", label: "URL", value: given, allowed: "an address such as http://127.0.0.1:4000/shop" });
}

/** The host as words; addresses say nothing. */
function nameOf({ hostname }: URL): string {
  const host = hostname.replace(/^www\./, "");
  if (/^[\d.]+$|^\[|^localhost$/.test(host)) return "recorded";
  return host
    .replace(/[^a-z\d]+/gi, "-")
    .replace(/^-|-$/g, "")
    .toLowerCase();
}

function checkFile(path: string, { force, out }: RecordRequest): void {
  if (!/\.[cm]?[jt]s$/.test(path))
    throw invalidOption({ option: "out", label: "--out", value: out, allowed: "a path such as shop.scenario.ts" });
  if (!existsSync(path) || force) return;
  throw new LiveLoadError("INVALID_OPTION", `${path} exists, and a recording does not replace it`, {
    hint: "choose another file with --out, or add --force",
    details: { option: "out", value: path },
  });
}

function checkScreen({ env, platform }: RecordRequest): void {
  const hasScreen = [env.DISPLAY, env.WAYLAND_DISPLAY].some((value) => value !== undefined && value !== "");
  if (platform !== "linux" || hasScreen) return;
  throw new LiveLoadError(
    "INVALID_OPTION",
    "there is no screen for the browser's window: neither DISPLAY nor WAYLAND_DISPLAY is set",
    {
      hint: "record on a machine with a desktop, connect with `ssh -X`, or use a virtual screen: xvfb-run live-load record URL",
      details: { option: "DISPLAY" },
    },
  );
}
