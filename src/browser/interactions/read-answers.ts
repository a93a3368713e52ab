import { StringDecoder } from "node:string_decoder";
import type { CdpSession } from "../cdp-session.js";
import { trimOldest } from "../network/network-timing.js";

/** Longer events are not kept. */
const MOST_CHARACTERS = 1_000_000;

interface ReadAnswersOptions {
  /** An event of a stream. */
  readonly event: (requestId: string, event: { readonly name: string; readonly data: string }, at: number) => void;
  /** A whole body. */
  readonly body: (requestId: string, text: string, at: number) => void;
}

interface Reading {
  readonly cdp: CdpSession;
  readonly isStream: boolean;
  readonly decoder: StringDecoder;
  text: string;
  /** When the last piece arrived. */
  at: number;
  /** Pieces of a stream that came before what the browser had kept of it. */
  early: Buffer[] | undefined;
}

/** Reads the answers to requests; the browser does not tell them by itself. */
export class ReadAnswers {
  readonly #options: ReadAnswersOptions;
  readonly #readings = new Map<string, Reading>();

  constructor(options: ReadAnswersOptions) {
    this.#options = options;
  }

  /** The answer to this request has begun. */
  read(cdp: CdpSession, requestId: string, { mimeType, at }: { readonly mimeType: string; readonly at: number }): void {
    const isStream = mimeType === "text/event-stream";
    const reading: Reading = { cdp, isStream, decoder: new StringDecoder(), text: "", at, early: [] };
    this.#readings.set(requestId, reading);
    trimOldest(this.#readings);
    if (isStream) void this.#follow(requestId, reading);
  }

  /** More of a stream has arrived, as base64. */
  arrived(requestId: string, data: string | undefined, at: number): void {
    const reading = this.#readings.get(requestId);
    if (reading?.isStream !== true) return;
    reading.at = at;
    if (data === undefined || data === "") return;
    const piece = Buffer.from(data, "base64");
    if (reading.early === undefined) this.#append(requestId, reading, piece);
    else reading.early.push(piece);
  }

  /** The answer is complete. */
  ended(requestId: string, at: number): void {
    const reading = this.#readings.get(requestId);
    this.#readings.delete(requestId);
    if (reading === undefined || reading.isStream) return;
    void whole(requestId, reading).then((text) => {
      if (text !== undefined) this.#options.body(requestId, text, at);
    });
  }

  /** Has the pieces of a stream reported as they arrive. */
  async #follow(requestId: string, reading: Reading): Promise<void> {
    const sent = reading.cdp.send("Network.streamResourceContent", { requestId });
    // It has already ended, or the document is gone.
    const answer = await sent.catch(() => undefined);
    const kept = answer === undefined ? await whole(requestId, reading) : Buffer.from(answer.bufferedData, "base64");
    const { early = [] } = reading;
    reading.early = undefined;
    for (const piece of [Buffer.from(kept ?? ""), ...early]) this.#append(requestId, reading, piece);
  }

  #append(requestId: string, reading: Reading, data: Buffer): void {
    reading.text += reading.decoder.write(data);
    const blocks = reading.text.split(/\r?\n\r?\n/);
    reading.text = (blocks.pop() ?? "").slice(-MOST_CHARACTERS);
    for (const block of blocks) this.#event(requestId, block, reading.at);
  }

  #event(requestId: string, block: string, at: number): void {
    const fields = block.split(/\r?\n/).map((line) => /^(event|data): ?(.*)$/.exec(line));
    const data = fields.flatMap((field) => (field?.[1] === "data" ? [field[2] ?? ""] : []));
    const name = fields.find((field) => field?.[1] === "event")?.[2] ?? "message";
    if (data.length > 0) this.#options.event(requestId, { name, data: data.join("\n") }, at);
  }
}

/** A complete body; `undefined` if the document is gone, or the browser did not keep it. */
async function whole(requestId: string, { cdp }: Reading): Promise<string | undefined> {
  const { body, base64Encoded } = (await cdp.send("Network.getResponseBody", { requestId }).catch(() => undefined)) ?? {};
  return base64Encoded === true ? Buffer.from(body ?? "", "base64").toString() : body;
}
