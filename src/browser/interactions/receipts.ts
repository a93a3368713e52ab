import { type BackgroundTraffic, mayBeBackground } from "./background-traffic.js";
import type { Receipt, Send } from "./exchanges.js";
import type { Interaction } from "./interaction.js";

const MOST_RECEIPTS = 1000;

/** What a page has received lately, and which interaction it belongs to. */
export class Receipts {
  readonly #background: BackgroundTraffic;
  readonly #list: Receipt[] = [];
  /** Answers of this page were found by their ids. */
  #pairs = false;

  constructor(background: BackgroundTraffic) {
    this.#background = background;
  }

  get list(): readonly Receipt[] {
    return this.#list;
  }

  add(receipt: Receipt): void {
    this.#list.push(receipt);
    if (this.#list.length > MOST_RECEIPTS) this.#list.shift();
  }

  /** Whether it belongs to this interaction, given all that are open. */
  isOwn({ sends }: Interaction, receipt: Receipt, open: readonly Interaction[]): boolean {
    if (receipt.send !== undefined) return sends.includes(receipt.send);
    const [first] = sends;
    if (first === undefined || receipt.at < first.at) return false;
    if (receipt.adapter !== undefined) return this.#isAnswer(sends, receipt);
    // An adapter knows all of its answers.
    if (sends.every(({ isAwaited }) => isAwaited !== undefined)) return false;
    if (isPaired(sends, receipt)) {
      this.#pairs = true;
      return true;
    }
    // The page's messages name what they answer, and the answer to this one has not come.
    const isToBePaired = this.#pairs && sends.some(({ ids }) => ids.length > 0);
    if (isToBePaired && !this.#list.some((one) => one.at <= receipt.at && isPaired(sends, one))) return false;
    const belongsToOther = open.some((other) => other.sends !== sends && isPaired(other.sends, receipt));
    return !belongsToOther && !this.#background.includes(receipt.shape);
  }

  /** Notes which of the interaction's messages have got their last answer. */
  endAwaited({ sends }: Interaction): void {
    for (const send of sends) {
      if (send.isAwaited !== true) continue;
      const end = this.#list.find(
        (receipt) => receipt.isEnd === true && receipt.at >= send.at && this.#isAnswer([send], receipt),
      );
      if (end === undefined) continue;
      send.isAwaited = false;
      send.closedAt = end.at;
    }
  }

  /** Whether a message that an adapter knows for an answer is one to these. */
  #isAnswer(sends: readonly Send[], receipt: Receipt): boolean {
    if (receipt.ids.length > 0) return isPaired(sends, receipt);
    if (receipt.isLearned === true && this.#background.includes(receipt.shape)) return false;
    return sends.some(({ adapter, at, closedAt, isAwaited }) => {
      const isOver = isAwaited === false && closedAt !== undefined && closedAt < receipt.at;
      return adapter === receipt.adapter && at <= receipt.at && !isOver;
    });
  }
}

/** Whether nothing but its time ties the message to them. */
export function isLoose(sends: readonly Send[], receipt: Receipt): boolean {
  return receipt.send === undefined && mayBeBackground(receipt) && !isPaired(sends, receipt);
}

function isPaired(sends: readonly Send[], { ids }: Receipt): boolean {
  return ids.length > 0 && sends.some((send) => send.ids.some((id) => ids.includes(id)));
}
