import type { Clock } from "../../base/clock.js";
import type { SentEvidence } from "../../protocol/evidence-messages.js";
import { chosenEvidence, isSick, type KeptEvidence } from "../../result/kept-evidence.js";
import type { RunAggregate } from "../../result/run-aggregate.js";
import { evidenceNote } from "../journal/evidence-note.js";
import { fileNameOf } from "./file-name.js";

/** What {@link EvidenceDesk} acts through. */
export interface EvidenceDeskPorts {
  readonly clock: Clock;
  /** Knows which nodes are sick, and when they were. */
  readonly aggregate: Pick<RunAggregate, "node">;
  /** Writes a file below the output folder, and removes one. */
  readonly folder: {
    readonly write: (path: string, content: Uint8Array) => Promise<void>;
    readonly remove: (path: string) => Promise<void>;
  };
  /** Adds a note to the journal. */
  readonly note: (note: unknown) => void;
  /** Tracks work that goes on during the run. */
  readonly keep: (work: Promise<void>) => void;
  /** For all evidence of the run. Default: {@link EVIDENCE_BUDGET_BYTES}. */
  readonly budgetBytes?: number;
}

/** The answer to a node. */
export interface EvidenceAnswer {
  readonly grantedBytes: number;
  readonly askAgainMs: number;
}

/** The node that asks for evidence, or sends it. */
export interface EvidenceSource {
  readonly name: string;
  /** Whether its users are background users. */
  readonly isBackground: boolean;
}

/** One kind of failure of the users in browsers, or of background users. */
interface Kind {
  readonly isBackground: boolean;
  kept: readonly StoredEvidence[];
  /** Nodes that were asked for evidence, and until when they may send it. */
  readonly grants: Map<string, number>;
  /** Later evidence is not wanted before this. */
  laterAtMs: number;
  gapMs: number;
}

interface StoredEvidence extends KeptEvidence {
  readonly sizeBytes: number;
}

/** Limit of all evidence of a run, traces included. */
export const EVIDENCE_BUDGET_BYTES = 64 * 1024 * 1024;
/**
 * Shares of the budget that the first evidence of a kind may fill, and later ones. There is always room for the first of the users
 * in browsers.
 */
const SHARES = { browsers: { first: 1, later: 1 / 2 }, background: { first: 1 / 4, later: 1 / 8 } };
/** Enough for a picture, the HTML and the longest record. */
const MOST_BYTES = 512 * 1024;
/** Less than this holds no record. */
const LEAST_BYTES = 8 * 1024;
/** After this, a node that was asked is taken to be gone. */
const GRANT_MS = 10_000;
/** The pauses between evidence of one kind double, so that it is spread over a run of any length. */
const GAP_MS = { first: 1000, most: 600_000 };
const ASK_AGAIN_MS = { least: 1000, most: 60_000 };
const FULL_AGAIN_MS = 30_000;

/**
 * Decides of which failures evidence is taken, and keeps it: of each signature the first, and two more that are spread over the
 * run; of healthy nodes rather than of sick ones. Background users have evidence of their own, in a part of the budget. A node
 * asks before it takes any. A grant counts for nothing until the evidence has arrived, so a node that dies takes nothing from the
 * others.
 */
export class EvidenceDesk {
  readonly #ports: EvidenceDeskPorts;
  readonly #kinds = new Map<string, Kind>();
  readonly #arrived = new Set<string>();
  readonly #keptBytes = { browsers: 0, background: 0 };
  #count = 0;
  /** Files are written and removed one after the other. */
  #writing: Promise<void> = Promise.resolve();

  constructor(ports: EvidenceDeskPorts) {
    this.#ports = ports;
  }

  /** All evidence that is kept. */
  get kept(): readonly KeptEvidence[] {
    return [...this.#kinds.values()].flatMap(({ kept }) => kept.map(({ sizeBytes: _own, ...evidence }) => evidence));
  }

  /** Answers whether evidence of a failure is wanted of a node. */
  asked({ name: node, isBackground }: EvidenceSource, { signature }: { readonly signature: string }): EvidenceAnswer {
    const now = this.#ports.clock.now();
    const kind = this.#kindOf(signature, isBackground);
    for (const [grantee, untilMs] of kind.grants) if (untilMs <= now) kind.grants.delete(grantee);
    if (kind.grants.size > 0) return refusal(ASK_AGAIN_MS.least);
    const isFirst = this.#isFirst(node, kind);
    if (!isFirst && (this.#isSickNow(node) || now < kind.laterAtMs)) return refusal(kind.laterAtMs - now);
    const grantedBytes = this.#room(kind, isFirst);
    if (grantedBytes === 0) return refusal(FULL_AGAIN_MS);
    kind.grants.set(node, now + GRANT_MS);
    return { grantedBytes, askAgainMs: between(kind.gapMs) };
  }

  /** Takes evidence of a node. A second copy changes nothing. */
  put({ name: node, isBackground }: EvidenceSource, sent: SentEvidence): void {
    const name = `${node} ${sent.id}`;
    if (this.#arrived.has(name)) return;
    this.#arrived.add(name);
    const { clock, keep } = this.#ports;
    const kind = this.#kindOf(sent.signature, isBackground);
    kind.grants.delete(node);
    this.#count += 1;
    const files = filesOf(sent, `artifacts/evidence/${fileNameOf(this.#count, sent.signature ?? "last page")}`);
    const sizeBytes = files.reduce((sum, { content }) => sum + content.length, 0);
    const stored = { ...keptOf(node, sent, files), sizeBytes };
    const all = [...kind.kept, stored];
    const isFromSickNode = (evidence: StoredEvidence) => isSick(evidence, this.#ports.aggregate);
    // Pages that are shown whatever happens are replaced by later ones.
    const chosen = sent.signature === undefined ? [stored] : chosenEvidence(all, isFromSickNode);
    const dropped = all.filter((evidence) => !chosen.includes(evidence));
    const addedBytes = sizeBytes - dropped.reduce((total, evidence) => total + evidence.sizeBytes, 0);
    // Without a grant, when the node could not reach the controller.
    if (!chosen.includes(stored) || addedBytes > this.#left(kind, true)) return;
    this.#keptBytes[usersOf(kind)] += addedBytes;
    kind.kept = chosen;
    kind.laterAtMs = clock.now() + kind.gapMs;
    kind.gapMs = Math.min(GAP_MS.most, 2 * kind.gapMs);
    keep(this.#store({ files, dropped, kind, signature: sent.signature }));
  }

  get #budgetBytes(): number {
    return this.#ports.budgetBytes ?? EVIDENCE_BUDGET_BYTES;
  }

  #kindOf(signature: string | undefined, isBackground: boolean): Kind {
    const key = `${isBackground ? "background" : "browsers"} ${signature ?? ""}`;
    let kind = this.#kinds.get(key);
    if (kind === undefined) {
      kind = { isBackground, kept: [], grants: new Map(), laterAtMs: 0, gapMs: GAP_MS.first };
      this.#kinds.set(key, kind);
    }
    return kind;
  }

  /** Whether there is nothing yet, or nothing of a healthy node while this one is healthy. */
  #isFirst(node: string, { kept }: Kind): boolean {
    if (kept.length === 0) return true;
    return !this.#isSickNow(node) && kept.every((evidence) => isSick(evidence, this.#ports.aggregate));
  }

  #isSickNow(node: string): boolean {
    return this.#ports.aggregate.node(node)?.latest?.sick !== undefined;
  }

  /** Bytes that one more may take. */
  #room(kind: Kind, isFirst: boolean): number {
    const granted = { browsers: 0, background: 0 };
    const now = this.#ports.clock.now();
    for (const each of this.#kinds.values())
      granted[usersOf(each)] += MOST_BYTES * [...each.grants.values()].filter((untilMs) => untilMs > now).length;
    const left = this.#left(kind, isFirst, granted);
    return left < LEAST_BYTES ? 0 : Math.min(MOST_BYTES, Math.floor(left));
  }

  /** Bytes left of the whole budget, and of the share of these users. */
  #left(kind: Kind, isFirst: boolean, granted = { browsers: 0, background: 0 }): number {
    const [budget, kept, users] = [this.#budgetBytes, this.#keptBytes, usersOf(kind)];
    const all = kept.browsers + kept.background + granted.browsers + granted.background;
    const share = SHARES[users][isFirst ? "first" : "later"];
    return Math.min(budget - all, share * budget - kept[users] - granted[users]);
  }

  #store(change: {
    readonly files: readonly EvidenceFile[];
    readonly dropped: readonly StoredEvidence[];
    readonly kind: Kind;
    readonly signature: string | undefined;
  }): Promise<void> {
    const { folder, note } = this.#ports;
    const { files, dropped, kind, signature } = change;
    const stored = this.#writing.then(async () => {
      try {
        for (const { path, content } of files) await folder.write(path, content);
      } catch (error) {
        kind.kept = kind.kept.filter(({ record }) => !files.some(({ path }) => path === record));
        throw error;
      }
      // Only now: the journal must not name what is not there.
      note(evidenceNote({ signature, isBackground: kind.isBackground }, kind.kept.map(withoutSize)));
      for (const { record, screenshot, html } of dropped)
        for (const path of [record, screenshot, html]) if (path !== undefined) await folder.remove(path);
    });
    this.#writing = stored.catch(() => {});
    return stored;
  }
}

function usersOf({ isBackground }: Pick<Kind, "isBackground">): keyof typeof SHARES {
  return isBackground ? "background" : "browsers";
}

interface EvidenceFile {
  readonly kind: "record" | "screenshot" | "html";
  readonly path: string;
  readonly content: Uint8Array;
}

const FILE_NAMES = { record: "record.json", screenshot: "screenshot.jpg", html: "page.html" } as const;

function filesOf(sent: SentEvidence, folder: string): readonly EvidenceFile[] {
  const kinds = ["record", "screenshot", "html"] as const;
  return kinds.flatMap((kind) => {
    const base64 = sent[kind];
    return base64 === undefined ? [] : [{ kind, path: `${folder}/${FILE_NAMES[kind]}`, content: Buffer.from(base64, "base64") }];
  });
}

function keptOf(node: string, sent: SentEvidence, files: readonly EvidenceFile[]): KeptEvidence {
  const { signature, userId, iteration, offsetMs, url } = sent;
  const pathOf = (kind: EvidenceFile["kind"]) => files.find((file) => file.kind === kind)?.path;
  const [screenshot, html] = [pathOf("screenshot"), pathOf("html")];
  return {
    ...(signature === undefined ? {} : { signature }),
    node,
    userId,
    iteration,
    offsetMs,
    ...(url === undefined ? {} : { url }),
    record: pathOf("record") ?? "",
    ...(screenshot === undefined ? {} : { screenshot }),
    ...(html === undefined ? {} : { html }),
  };
}

function withoutSize({ sizeBytes: _own, ...evidence }: StoredEvidence): KeptEvidence {
  return evidence;
}

function refusal(askAgainMs: number): EvidenceAnswer {
  return { grantedBytes: 0, askAgainMs: between(askAgainMs) };
}

function between(ms: number): number {
  return Math.max(ASK_AGAIN_MS.least, Math.min(ASK_AGAIN_MS.most, ms));
}
