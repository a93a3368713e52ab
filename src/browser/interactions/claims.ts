import type { SignalEntry } from "../page-agent/batch.js";
import type { ActedDocument, Claim, ClaimedChange, Send } from "./exchanges.js";

const MOST_CLAIMS = 200;
const MOST_UNCLAIMED = 20;
/** The request follows in the same task or soon after it. */
const SENT_MS = 1000;
/** Instants of the page are rounded. */
const ROUNDING_MS = 0.3;

/** What adapters have told of a page's requests and messages. */
export class Claims {
  /** Since when frameworks are at work, by their adapters. */
  readonly #works = new Map<ActedDocument, Map<string, number>>();
  #list: readonly Claim[] = [];
  /** Sends without a claim: an adapter that has just been loaded tells of them late. */
  #unclaimed: readonly Send[] = [];

  /**
   * Takes what an adapter tells; instants in it are milliseconds since the start of the document. Returns what the page shows
   * although it has sent nothing for it, as after a prefetch.
   */
  take(document: ActedDocument, { adapter, verb, key, at: instant, url, cause }: SignalEntry): Claim | undefined {
    const at = document.start + instant;
    if (verb === "sends") {
      const causeAt = typeof cause === "number" ? document.start + cause : cause;
      const claim: Claim = { adapter, document, key, at, url, cause: causeAt, windows: [], isSent: false };
      this.#list = [...this.#list, claim].slice(-MOST_CLAIMS);
      const late = this.#unclaimed.find((send) => fits(claim, send));
      if (late !== undefined) this.#match(claim, late);
    } else if (verb === "changes" || verb === "over" || verb === "settled") {
      const claim = this.#list.findLast((one) => one.document === document && one.adapter === adapter && one.key === key);
      if (claim === undefined) return undefined;
      if (verb === "settled") settle(claim, document.start + Number(url), at);
      else progress(claim, verb, at);
      if (verb !== "changes" && !claim.isSent) return claim;
    } else this.#work(document, adapter, verb === "works" ? at : undefined);
    return undefined;
  }

  /** Notes on a send what an adapter has told of it. */
  sent(send: Send): void {
    const claim = this.#list.findLast((one) => fits(one, send));
    if (claim !== undefined) this.#match(claim, send);
    else this.#unclaimed = [...this.#unclaimed, send].slice(-MOST_UNCLAIMED);
  }

  /** The request during whose answer the document was changed at that instant. */
  during(document: ActedDocument, at: number): ClaimedChange | undefined {
    const own = this.#list.filter((claim) => claim.document === document);
    const shown = own.findLast(({ windows }) => windows.some(({ from, to }) => from <= at && at <= (to ?? at)));
    if (shown !== undefined) return { claim: shown, isLate: false };
    const late = own.findLast(({ windows }) => windows.some(({ to, till }) => (to ?? at) < at && at <= (till ?? 0)));
    return late === undefined ? undefined : { claim: late, isLate: true };
  }

  /** Whether an adapter tells what its framework changes although nobody has acted, apart from the requests for it. */
  tellsPolls(adapter: string | undefined): boolean {
    return this.#list.some((claim) => claim.adapter === adapter && claim.cause === "nobody" && !claim.isSent);
  }

  /** Whether the framework of this adapter is at work in the document. */
  isAtWork(document: ActedDocument, adapter: string | undefined): boolean {
    return this.atWorkSince(document, adapter) !== undefined;
  }

  /** Since when it is; `undefined` if it is not. */
  atWorkSince(document: ActedDocument, adapter: string | undefined): number | undefined {
    return adapter === undefined ? undefined : this.#works.get(document)?.get(adapter);
  }

  /** The page shows another document. */
  left(): void {
    this.#works.clear();
  }

  #match(claim: Claim, send: Send): void {
    claim.isSent = true;
    send.claim = claim;
    this.#unclaimed = this.#unclaimed.filter((one) => one !== send);
  }

  #work(document: ActedDocument, adapter: string, since: number | undefined): void {
    const works = this.#works.get(document) ?? new Map<string, number>();
    this.#works.set(document, works);
    if (since === undefined) works.delete(adapter);
    else works.set(adapter, works.get(adapter) ?? since);
  }
}

function fits({ isSent, at, url }: Claim, send: Send): boolean {
  const isLater = send.at >= at - ROUNDING_MS && send.at - at < SENT_MS;
  return !isSent && isLater && isSame(url, send);
}

function progress(claim: Claim, verb: "changes" | "over", at: number): void {
  const last = claim.windows.at(-1);
  if (verb === "changes") {
    if (last === undefined || last.to !== undefined) claim.windows.push({ from: at });
    delete claim.overAt;
    return;
  }
  claim.overAt = at;
  if (last === undefined) claim.windows.push({ from: claim.at, to: at });
  else last.to = at;
}

/** The framework was done at `at`, and has drawn what was left by `till`. */
function settle(claim: Claim, at: number, till: number): void {
  if (claim.overAt !== undefined) return;
  progress(claim, "over", at);
  const last = claim.windows.at(-1);
  if (last !== undefined) last.till = till;
}

/** Long addresses are cut in the page. */
const ADDRESS_LENGTH = 2000;

function isSame(url: string, send: Send): boolean {
  if (url === "") return send.kind === "message";
  if (url === "*") return send.kind === "request";
  return send.url.replace(/#.*/, "").slice(0, ADDRESS_LENGTH) === url;
}
