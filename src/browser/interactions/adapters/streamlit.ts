import type { InteractionAdapter, ReceivedMeaning } from "../interaction-adapter.js";
import { type ProtobufMessage, protobufMessage } from "./protobuf.js";

/** What is known of a connection. */
interface Session {
  /** Runs of the script that people have asked for so far. */
  asked: number;
  /** What the present run answers. */
  run: readonly string[];
  /** The hashes of the elements, by their places in the page. */
  readonly elements: Map<string, string>;
}

/** Numbers of the fields in Streamlit's messages (`proto/*.proto`). */
const RERUN_SCRIPT = 11;
const OF_RERUN = { fragment: 5, isAuto: 6 } as const;
const HASH = 1;
const METADATA = 2;
const OF_METADATA_PATH = 2;
const NEW_SESSION = 4;
const DELTA = 5;
const SCRIPT_FINISHED = 6;
const REFERENCE = 11;
/** Of the metadata since 1.60, with the ids of the fragments that are run; before, these are a field of the new session. */
const RUN = 6;
const OF_RUN_FRAGMENTS = 2;
const OF_SESSION_FRAGMENTS = 10;
/** Another run takes its place. */
const FINISHED_EARLY = 2;

const sessions = new WeakMap<object, Session>();

/**
 * Streamlit: an input makes the server run the script, or a fragment of it, again. The elements of the page come one by one while it
 * runs, whether or not they have changed, until the script has finished. Reruns by themselves (`run_every`) are no answers.
 */
export const streamlit: InteractionAdapter = {
  name: "streamlit",
  sent({ url, text, isBinary, connection }) {
    if (!isOfStreamlit(url) || !isBinary || connection === undefined) return undefined;
    const rerun = protobufMessage(text)?.message(RERUN_SCRIPT);
    if (rerun === undefined || rerun.number(OF_RERUN.isAuto) === 1) return { role: "other" };
    const session = sessionOf(connection);
    session.asked++;
    return { role: "action", answer: "messages", ids: [idOf(rerun.text(OF_RERUN.fragment), session.asked)] };
  },
  received({ url, text, isBinary, connection }) {
    if (!isOfStreamlit(url) || !isBinary || connection === undefined) return undefined;
    const message = protobufMessage(text);
    return message === undefined ? { role: "other" } : meaningOf(message, sessionOf(connection));
  },
};

function isOfStreamlit(url: string): boolean {
  return url.includes("/_stcore/stream");
}

function sessionOf(connection: object): Session {
  const known = sessions.get(connection);
  if (known !== undefined) return known;
  const session: Session = { asked: 0, run: [], elements: new Map() };
  sessions.set(connection, session);
  return session;
}

function meaningOf(message: ProtobufMessage, session: Session): ReceivedMeaning {
  const started = message.message(NEW_SESSION);
  if (started !== undefined) {
    const run = message.message(METADATA)?.message(RUN);
    const fragments = run === undefined ? started.texts(OF_SESSION_FRAGMENTS) : run.texts(OF_RUN_FRAGMENTS);
    session.run = fragments.length === 0 ? [idOf("", session.asked)] : fragments.map((id) => idOf(id, session.asked));
    return { role: "other" };
  }
  const ids = session.run;
  if (message.has(DELTA) || message.has(REFERENCE)) return isNew(message, session) ? { role: "answer", ids } : { role: "other" };
  if (message.has(SCRIPT_FINISHED) && message.number(SCRIPT_FINISHED) !== FINISHED_EARLY) return { role: "end", ids };
  return { role: "other" };
}

/** Whether an element differs from what the page shows in its place. */
function isNew(message: ProtobufMessage, { elements }: Session): boolean {
  const path = message.message(METADATA)?.text(OF_METADATA_PATH) ?? "";
  const hash = message.text(REFERENCE) || message.text(HASH);
  if (hash !== "" && elements.get(path) === hash) return false;
  elements.set(path, hash);
  return true;
}

/** A run that has begun before an input cannot be the answer to it. */
function idOf(fragment: string, asked: number): string {
  return `${fragment} ${asked}`;
}
