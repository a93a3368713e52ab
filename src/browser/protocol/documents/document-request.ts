import { NetworkError } from "../../network/network-error.js";
import type { Headers } from "../http/connections.js";
import { textOfBody } from "../http/decode-body.js";
import type { RequestWitness, UserAnswer, UserRequest, UserRequests } from "../http/user-requests.js";

/** A document that a page asks for. */
export interface DocumentRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly body?: Uint8Array | undefined;
  readonly contentType?: string | undefined;
  /** The page that asks; absent for addresses that a person enters. */
  readonly from: URL | undefined;
  readonly referer?: string | undefined;
  /** The page is loaded again: caches ask whether their copies are still good. */
  readonly isReload?: boolean;
  /** A form of another window asks: browsers do not count that as an act of a person. */
  readonly isFromOtherWindow?: boolean;
  /** It comes from the session history. */
  readonly isTraversal?: boolean;
  /** A link says that the answer is a file to save, perhaps under this name. */
  readonly asFile?: string | undefined;
}

/** The answer to a request for a document, after redirects. */
export interface AnsweredDocument {
  readonly url: string;
  readonly method: string;
  readonly answer: UserAnswer;
  /** The answer is a file to save. */
  readonly isDownload: boolean;
}

const MOST_REDIRECTS = 20;

interface Sending {
  readonly requests: UserRequests;
  readonly witness: RequestWitness;
  readonly signal: AbortSignal;
  /** The answer is a file: its bytes are counted from here on. */
  readonly onDownload: (file: DownloadedFile) => FileReceiver;
}

/** A file that begins to arrive. */
export interface DownloadedFile {
  readonly url: string;
  readonly headers: Headers;
  /** The name that a link gave it. */
  readonly name: string | undefined;
}

interface FileReceiver {
  readonly onData: (bytes: number) => void;
}

/** Requests a document and follows redirects as browsers do. Rejects with {@link NetworkError}. */
export async function requestDocument(given: DocumentRequest, sending: Sending): Promise<AnsweredDocument> {
  const { requests, witness, signal, onDownload } = sending;
  const { asFile } = given;
  const isMeantAsFile = asFile !== undefined;
  let { method, body, contentType }: Pick<DocumentRequest, "method" | "body" | "contentType"> = given;
  let url = new URL(given.url);
  const fragment = url.hash;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    let file: FileReceiver | undefined;
    const hop = url;
    const answer = await requests.send(
      {
        url,
        method,
        body,
        contentType: body === undefined ? undefined : contentType,
        ...{ type: "document", destination: "document", mode: "navigate", isPage: true, isRedirect: hops > 0 },
        from: given.from,
        referer: given.referer,
        isByPerson: given.isTraversal !== true && given.isFromOtherWindow !== true,
        ...(given.isReload === true ? { validators: {} } : {}),
        signal,
        keepsBody: (status, headers) => !isFile(status, headers, isMeantAsFile),
        onAnswer: (status, headers) => {
          if (isFile(status, headers, isMeantAsFile)) file = onDownload({ url: hop.href, headers, name: asFile });
        },
        onData: (bytes) => file?.onData(bytes),
      } satisfies UserRequest,
      witness,
    );
    const next = redirectOf(answer, url);
    if (next === undefined) {
      if (url.hash === "" && fragment !== "") url.hash = fragment;
      return { url: url.href, method, answer, isDownload: isFile(answer.status, answer.headers, isMeantAsFile) };
    }
    if (answer.status === 303 || (method === "POST" && (answer.status === 301 || answer.status === 302))) {
      method = "GET";
      body = undefined;
      contentType = undefined;
    }
    url = next;
  }
  throw new NetworkError("ERR_TOO_MANY_REDIRECTS");
}

function redirectOf({ status, headers }: UserAnswer, base: URL): URL | undefined {
  const location = headers.location;
  if (![301, 302, 303, 307, 308].includes(status) || typeof location !== "string") return undefined;
  if (!URL.canParse(location, base.href)) throw new NetworkError("ERR_INVALID_REDIRECT");
  const next = new URL(location, base.href);
  if (!/^https?:$/.test(next.protocol)) throw new NetworkError("ERR_UNSAFE_REDIRECT");
  return next;
}

/** Types that browsers show; all others become files. */
const SHOWN = /^(text\/|image\/|audio\/|video\/|application\/(xhtml\+xml|xml|json|javascript|pdf)|[\w.-]+\/[\w.-]+\+(xml|json))/i;

function isFile(status: number, headers: Headers, isMeantAsFile: boolean): boolean {
  if (status === 204 || status === 205 || (status >= 300 && status < 400)) return false;
  if (isMeantAsFile && status < 400) return true;
  if (/^\s*attachment/i.test(String(headers["content-disposition"] ?? ""))) return true;
  const type = headers["content-type"];
  return status < 400 && typeof type === "string" && type !== "" && !SHOWN.test(type);
}

/** The HTML that a browser shows for the answer: its own, or a page around it. */
export function htmlOf({ body, headers }: UserAnswer): string {
  const type = String(headers["content-type"] ?? "text/html");
  if (/^(text\/html|application\/xhtml\+xml|\s*$)/i.test(type) || !SHOWN.test(type)) return textOfBody(body, headers);
  if (/^(image|audio|video)\/|pdf/i.test(type)) return "<html><head></head><body></body></html>";
  const text = textOfBody(body, headers).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  // The parser drops the first line break of a <pre>.
  return `<html><head></head><body><pre>${text.startsWith("\n") ? "\n" : ""}${text}</pre></body></html>`;
}
