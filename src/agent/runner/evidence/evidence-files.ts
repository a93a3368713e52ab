import { maskedText, maskSecrets } from "../../../base/secrets/mask-secrets.js";
import type { PageActivity, PageEvidence } from "../../../scenario/ports/evidence.js";
import type { EvidenceRecord } from "../../../telemetry/evidence-record.js";

/** The files of evidence; those that the page did not give, or that did not fit, are absent. */
export interface EvidenceFiles {
  /** An {@link EvidenceRecord} as JSON. */
  readonly record: Uint8Array;
  /** A JPEG. */
  readonly screenshot?: Uint8Array | undefined;
  readonly html?: Uint8Array | undefined;
}

/** What the files are made of. */
export interface EvidenceSource {
  readonly page: PageEvidence;
  /** When the iteration began, on the node's clock. */
  readonly startedAtMs: number;
  readonly steps: EvidenceRecord["steps"];
  /** What all files together may take. */
  readonly mostBytes: number;
}

const MAX_PICTURE_BYTES = 100 * 1024;
const MAX_HTML_BYTES = 256 * 1024;
/** A page that hangs holds its user up for this long, and nobody else. */
const SNAPSHOT_MS = 3000;
const MAX_TEXT = 500;
const CUT = "\n<!-- The page's HTML is longer than this. -->\n";
/** Whoever opens the file must not run the page's scripts, or send anything to its site. */
const INERT = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">\n`;

/** Redirects and connections that are opened ahead of time: a Content-Security-Policy does not stop them. */
const LEADING_AWAY =
  /<meta\b[^>]*\bhttp-equiv=["']?refresh[^>]*>|<link\b[^>]*\brel=["']?(?:preconnect|dns-prefetch|prefetch|preload|modulepreload|prerender)\b[^>]*>|<base\b[^>]*>/gi;

/** Takes a page's evidence, without secrets, as far as it fits: first the record, then the picture, then the HTML. */
export async function evidenceFiles({ page, startedAtMs, steps, mostBytes }: EvidenceSource): Promise<EvidenceFiles> {
  // First: what the page does while it is pictured is not what it failed with.
  const record = recordBytes(page.activity(), { startedAtMs, steps });
  const left = mostBytes - record.length;
  if (left <= 0) return { record };
  const pictureBytes = Math.min(MAX_PICTURE_BYTES, left);
  const htmlLength = Math.min(MAX_HTML_BYTES, left);
  const snapshot = await page.snapshot({ timeoutMs: SNAPSHOT_MS, pictureBytes, htmlLength });
  const { picture: screenshot } = snapshot;
  const htmlBytes = Math.min(MAX_HTML_BYTES, left - (screenshot?.length ?? 0));
  const html = snapshot.html === undefined ? undefined : htmlFile(snapshot.html, htmlBytes);
  return { record, ...(screenshot === undefined ? {} : { screenshot }), ...(html === undefined ? {} : { html }) };
}

function recordBytes(
  { console, requests }: PageActivity,
  { startedAtMs, steps }: Pick<EvidenceSource, "startedAtMs" | "steps">,
): Uint8Array {
  const record: EvidenceRecord = {
    steps,
    console: console.map(({ atMs, kind, text, place }) => ({
      atMs: tenths(atMs - startedAtMs),
      kind,
      text: maskedText(text, MAX_TEXT),
      ...(place === undefined ? {} : { place: maskedText(place, MAX_TEXT) }),
    })),
    requests: requests.map(({ atMs, url, method, type, status, durationMs, error }) => ({
      atMs: tenths(atMs - startedAtMs),
      method,
      url: maskedText(url, MAX_TEXT),
      type,
      ...(status === undefined ? {} : { status }),
      ...(durationMs === undefined ? {} : { durationMs: tenths(durationMs) }),
      ...(error === undefined ? {} : { error: maskedText(error, MAX_TEXT) }),
    })),
  };
  return Buffer.from(JSON.stringify(record));
}

/** Nobody can use more digits. */
export function tenths(ms: number): number {
  return Math.round(10 * ms) / 10;
}

function htmlFile(html: string, mostBytes: number): Uint8Array | undefined {
  const [, doctype = "", rest = html] = /^(<!doctype [^>]*>\n)?(.*)$/s.exec(html) ?? [];
  const bytes = Buffer.from(`${doctype}${INERT}${maskSecrets(rest.replace(LEADING_AWAY, ""))}`);
  if (bytes.length <= mostBytes) return bytes;
  const kept = mostBytes - CUT.length;
  if (kept <= 0) return undefined;
  // The last character may be cut in half.
  const whole = bytes
    .subarray(0, kept)
    .toString("utf8")
    .replace(/\ufffd+$/, "");
  return Buffer.from(`${whole}${CUT}`);
}
