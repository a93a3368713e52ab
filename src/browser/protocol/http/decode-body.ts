import * as zlib from "node:zlib";
import type { Headers } from "./connections.js";

/** Node.js 20 cannot decompress it. */
const zstdDecompressSync = (zlib as { readonly zstdDecompressSync?: (bytes: Uint8Array) => Buffer }).zstdDecompressSync;

/** What `accept-encoding` says: browsers offer the newer ones only where nobody in between can spoil them. */
export function acceptedEncodings({ protocol, hostname }: URL): string {
  const isTrusted = protocol === "https:" || /^(localhost|127(\.\d+){3}|\[::1\])$|\.localhost$/.test(hostname);
  if (!isTrusted) return "gzip, deflate";
  return zstdDecompressSync === undefined ? "gzip, deflate, br" : "gzip, deflate, br, zstd";
}

/** The body without its compression. Throws if it is damaged. */
export function decodedBody(body: Buffer, headers: Headers): Buffer {
  if (body.length === 0) return body;
  const encodings = String(headers["content-encoding"] ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase());
  return encodings.reduceRight(decoded, body);
}

function decoded(body: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return zlib.gunzipSync(body);
    case "deflate":
      // Some servers leave out the header of zlib.
      return ((body[0] ?? 0) & 0x0f) === 8 ? zlib.inflateSync(body) : zlib.inflateRawSync(body);
    case "br":
      return zlib.brotliDecompressSync(body);
    case "zstd":
      return zstdDecompressSync === undefined ? body : zstdDecompressSync(body);
    default:
      return body;
  }
}

/** The body as text, in the encoding that its header names; by default UTF-8, for documents also what a `<meta>` says. */
export function textOfBody(body: Buffer, headers: Headers): string {
  const named = /charset\s*=\s*"?([^\s;"]+)/i.exec(String(headers["content-type"] ?? ""))?.[1];
  const label = named ?? /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(body.subarray(0, 1024).toString("latin1"))?.[1] ?? "utf-8";
  if (/^utf-?8$/i.test(label)) return withoutMark(body.toString("utf8"));
  try {
    return new TextDecoder(label).decode(body);
  } catch {
    return withoutMark(body.toString("utf8"));
  }
}

function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}
