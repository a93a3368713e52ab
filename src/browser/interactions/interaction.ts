import type { ChangeSpan } from "../page-agent/batch.js";
import type { ActedDocument, ClaimedChange, Receipt, Send } from "./exchanges.js";

/** The inputs that one operation of a step gave. */
export interface Act {
  readonly step: string;
  readonly from: number;
  lastInputAt: number;
  readonly interactions: Interaction[];
  /** Long enough after its last input that nothing can be sent because of it any more. */
  isDecided: boolean;
  /** A framework has shown what its input asked for, without sending anything: it had fetched that before. */
  isShown?: boolean;
}

/** One input; several events of the same task are one. */
export interface Gesture {
  readonly number: number;
  readonly act: Act;
  readonly document: ActedDocument;
  readonly at: number;
  /** When the page had handled it. */
  handledAt?: number;
  interaction?: Interaction;
  /** Its document is not shown any more. */
  isLeft?: boolean;
}

/** How an interaction ended. */
export type Outcome = "measured" | "ambiguous" | "unanswered" | "left";

/** An input that sent something, until its end. */
export interface Interaction {
  readonly gesture: Gesture;
  /** In the order in which they were found; the first one was sent first. */
  readonly sends: Send[];
  /** Several inputs or requests may be the cause. */
  isAmbiguous: boolean;
  /** It leads to this document. */
  navigation?: Send;
  /** The question to the page that is not answered yet. */
  question?: string;
  /** The changes up to this instant are known, and none was its own. */
  lookedUntil: number;
  outcome?: Outcome;
  endedAt?: number;
}

/** The parts of an interaction in milliseconds; delay, server and patch add up to the duration. */
export interface Figures {
  readonly delayMs: number;
  readonly serverMs: number;
  readonly patchMs: number;
  readonly firstChangeMs: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** What brought the first change. */
  readonly reply: Receipt;
  /** The number of the frame of the last change. */
  readonly lastFrame: number;
  /** Shapes of the messages among its answers that nothing but their time ties to the input. */
  readonly loose: readonly string[];
}

/** Tells apart what a page receives. */
interface Judge {
  readonly isOwn: (receipt: Receipt) => boolean;
  readonly isLoose: (receipt: Receipt) => boolean;
  /** The request during whose answer the document was changed then, if an adapter knows. */
  readonly claimAt: (at: number) => ClaimedChange | undefined;
}

/** Whether the interaction waits for more of an answer. */
export function isOpen({ kind, claim, isAwaited, hasFailed, closedAt, answeredAt, length, received = 0 }: Send): boolean {
  if (hasFailed === true) return false;
  if (isAwaited !== undefined) return isAwaited;
  if (claim !== undefined) return claim.overAt === undefined;
  if (kind === "message" || closedAt !== undefined) return false;
  // Nobody reads the body: the browser never reports its end, and often not its arrival.
  const isComplete = answeredAt !== undefined && length !== undefined && (received === 0 || received >= length);
  return !isComplete;
}

/** Whether adapters tell from within the page when each of its answers is shown. Scripts that an answer brings are none. */
export function isExact({ sends }: Interaction): boolean {
  return sends.every(({ claim, kind }) => claim !== undefined || kind === "script");
}

/** The adapter that recognized it. */
export function adapterOf({ sends }: Interaction): string | undefined {
  const send = sends.find(({ claim, adapter }) => claim !== undefined || adapter !== undefined);
  return send?.claim?.adapter ?? send?.adapter;
}

/** Both instants are the browser's, but rounded in the page. */
const ROUNDING_MS = 0.2;

/**
 * The figures, if an answer has changed the page. Unless an adapter knows better, each change is taken for the work of whatever was
 * received last before it; only changes that came from this interaction's own receipts count.
 */
export function figuresOf(
  interaction: Interaction,
  receipts: readonly Receipt[],
  { isOwn, isLoose, claimAt }: Judge,
): Figures | undefined {
  const { gesture, sends } = interaction;
  const sentAt = sends[0]?.at ?? gesture.at;
  // They are not reported in the order of their instants.
  const later = receipts.filter(({ at }) => at >= sentAt).sort((one, other) => one.at - other.at);
  const causeOf = (span: ChangeSpan, isClaimed: boolean) => {
    const isBefore = ({ at }: Receipt) => at <= span.first + ROUNDING_MS;
    const cause = later.findLast((receipt) => isBefore(receipt) && (!isClaimed || isOwn(receipt)));
    return cause !== undefined && isOwn(cause) ? [{ span, cause }] : [];
  };
  const found = gesture.document.spans.map((span) => ({ span, claimed: claimAt(span.first) }));
  const ownOf = (isLate: boolean) =>
    found.flatMap(({ span, claimed }) => {
      const isShown = claimed?.isLate === isLate && sends.some(({ claim }) => claim === claimed.claim);
      return isShown ? causeOf(span, true) : [];
    });
  const inTime = ownOf(false);
  const own = inTime.some(({ span }) => span.isContent) ? inTime : [...inTime, ...ownOf(true)];
  const other = found.flatMap(({ span, claimed }) => (claimed === undefined ? causeOf(span, false) : []));
  // What adapters know of is all there is, unless it is nothing: then the page's own code shows the answer.
  const isKnown = isExact(interaction) && own.some(({ span }) => span.isContent);
  const mine = isKnown ? own : [...own, ...other].sort((one, next) => one.span.first - next.span.first);
  const content = mine.filter(({ span }) => span.isContent);
  const counting = content.length > 0 ? content : mine;
  const [first] = counting;
  if (first === undefined) return undefined;
  const end = Math.max(...counting.map(({ span }) => span.last));
  const lastFrame = Math.max(...counting.map(({ span }) => span.frame));
  const loose = [...new Set(counting.filter(({ cause }) => isLoose(cause)).map(({ cause }) => cause.shape))];
  return { ...parts({ inputAt: gesture.at, sentAt, reply: first.cause, firstAt: first.span.first, end }), lastFrame, loose };
}

/** The figures of an interaction that led to another document: it ends when that shows its first content. */
export function documentFigures(
  { gesture, sends, navigation }: Interaction,
  receipts: readonly Receipt[],
  paintedAt: number,
): Figures | undefined {
  const reply = receipts
    .filter(({ send, at }) => send === navigation && at <= paintedAt)
    .reduce<Receipt | undefined>((last, one) => (last !== undefined && last.at > one.at ? last : one), undefined);
  const [first] = sends;
  if (reply === undefined || first === undefined) return undefined;
  const figures = parts({ inputAt: gesture.at, sentAt: first.at, reply, firstAt: paintedAt, end: paintedAt });
  return { ...figures, lastFrame: 0, loose: [] };
}

interface Instants {
  readonly inputAt: number;
  readonly sentAt: number;
  readonly reply: Receipt;
  readonly firstAt: number;
  readonly end: number;
}

function parts({ inputAt, sentAt, reply, firstAt, end }: Instants): Omit<Figures, "lastFrame" | "loose"> {
  // Rounding may turn their order around.
  const sent = Math.max(inputAt, sentAt);
  const replied = Math.max(sent, reply.at);
  const ended = Math.max(replied, end);
  return {
    delayMs: sent - inputAt,
    serverMs: replied - sent,
    patchMs: ended - replied,
    firstChangeMs: Math.max(replied, firstAt) - inputAt,
    startedAt: inputAt,
    endedAt: ended,
    reply,
  };
}
