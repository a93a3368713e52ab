import { StringDecoder } from "node:string_decoder";
import type { CdpSession } from "../cdp-session.js";

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
    this.#readings.set(requestId, { cdp, isStream, decoder: new StringDecoder(), text: "" });
    if (!isStream) return;
    cdp
      .send("Network.streamResourceContent", { requestId })
      .then(({ bufferedData }) => this.arrived(requestId, bufferedData, at))
      // The document is gone.
      .catch(() => this.#readings.delete(requestId));
  }

  /** More of a stream has arrived, as base64. */
  arrived(requestId: string, data: string | undefined, at: number): void {
    const reading = this.#readings.get(requestId);
    if (reading?.isStream !== true || data === undefined || data === "") return;
    reading.text += reading.decoder.write(Buffer.from(data, "base64"));
    const blocks = reading.text.split(/\r?\n\r?\n/);
    reading.text = (blocks.pop() ?? "").slice(-MOST_CHARACTERS);
    for (const block of blocks) this.#event(requestId, block, at);
  }

  /** The answer is complete. */
  ended(requestId: string, at: number): void {
    const reading = this.#readings.get(requestId);
    this.#readings.delete(requestId);
    if (reading === undefined || reading.isStream) return;
    reading.cdp
      .send("Network.getResponseBody", { requestId })
      .then(({ body, base64Encoded }) => {
        this.#options.body(requestId, base64Encoded ? Buffer.from(body, "base64").toString() : body, at);
      })
      // The document is gone, or the browser did not keep it.
      .catch(() => {});
  }

  #event(requestId: string, block: string, at: number): void {
    const fields = block.split(/\r?\n/).map((line) => /^(event|data): ?(.*)$/.exec(line));
    const data = fields.flatMap((field) => (field?.[1] === "data" ? [field[2] ?? ""] : []));
    const name = fields.find((field) => field?.[1] === "event")?.[2] ?? "message";
    if (data.length > 0) this.#options.event(requestId, { name, data: data.join("\n") }, at);
  }
}
