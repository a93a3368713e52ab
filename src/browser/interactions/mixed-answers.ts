import type { ChangeSpan } from "../page-agent/batch.js";
import type { Claims } from "./claims.js";
import { type Figures, type Interaction, isExact } from "./interaction.js";
import type { Receipts } from "./receipts.js";

/** A page shows the answer to a request so long after it at most, unless it is busy. */
const PROMISES_MS = 30;
/** How late a busy page is looked at. */
const MOST_PROMISES_MS = 300;
/** Frameworks that gather changes show an answer so long after it at most, unless the page is busy. */
const HIDDEN_MS = 100;

/** Tells when it is not known which answer has changed a page. */
export class MixedAnswers {
  readonly #receipts: Receipts;
  readonly #claims: Claims;

  constructor(receipts: Receipts, claims: Claims) {
    this.#receipts = receipts;
    this.#claims = claims;
  }

  /** Whether another request was answered at the same time: promises hide which of the answers changed the page when. */
  isMixed(interaction: Interaction, { reply, endedAt }: Figures): boolean {
    const { gesture, sends } = interaction;
    if (isExact(interaction)) return false;
    if (gesture.document.spans.some((span) => this.#isBlurred(interaction, span, reply.at))) return true;
    // A page that is busy shows other answers as late as this one.
    const showsMs = Math.min(Math.max(endedAt - reply.at, PROMISES_MS), MOST_PROMISES_MS);
    const from = Math.max(gesture.at, reply.at - showsMs);
    return this.#receipts.list.some(({ send, at }) => {
      if (send?.isPoll === true) return at >= gesture.at - HIDDEN_MS;
      return send !== undefined && send.claim === undefined && !sends.includes(send) && at >= from && at <= endedAt;
    });
  }

  /** Whether the page changed after its last answer, but something else had been received by then. */
  isHidden(interaction: Interaction, last: number | undefined): boolean {
    if (last === undefined) return false;
    const { document } = interaction.gesture;
    const hasPolls = this.#receipts.list.some(({ send, at }) => send?.isPoll === true && at >= last);
    return document.spans.some((span) => {
      const { isContent, first } = span;
      if (!isContent || first < last) return false;
      const isOfNobody = this.#claims.during(document, first)?.claim.cause === "nobody";
      return isOfNobody ? this.#isBlurred(interaction, span, last) : hasPolls || first - last <= HIDDEN_MS;
    });
  }

  /** Whether the content changed soon after something that nobody asked for was shown: either may be the reason. */
  #isBlurred({ gesture }: Interaction, { isContent, first }: ChangeSpan, since: number): boolean {
    if (!isContent || first < since) return false;
    const claimed = this.#claims.during(gesture.document, first);
    return claimed?.isLate === true && claimed.claim.cause === "nobody";
  }
}
