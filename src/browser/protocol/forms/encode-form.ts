import { randomBytes } from "node:crypto";
import type { ChosenFile } from "../dom/chosen-file.js";
import type { FormEntry } from "./form-entries.js";

/** The body of a submitted form. */
export interface EncodedForm {
  readonly body: Uint8Array;
  readonly contentType: string;
}

/** The entries as in a query or in a body of `application/x-www-form-urlencoded`. */
export function urlencoded(entries: readonly FormEntry[]): string {
  const pairs = entries.map((entry): [string, string] => [withReturns(entry.name), textOf(entry)]);
  return new URLSearchParams(pairs).toString();
}

export function urlencodedForm(entries: readonly FormEntry[]): EncodedForm {
  return { body: Buffer.from(urlencoded(entries)), contentType: "application/x-www-form-urlencoded" };
}

export function plainForm(entries: readonly FormEntry[]): EncodedForm {
  const lines = entries.map((entry) => `${withReturns(entry.name)}=${textOf(entry)}\r\n`);
  return { body: Buffer.from(lines.join("")), contentType: "text/plain" };
}

/** With files. The boundary is Chromium's, so servers see the same length. */
export async function multipartForm(entries: readonly FormEntry[]): Promise<EncodedForm> {
  const boundary = `----WebKitFormBoundary${randomBytes(24).toString("base64").replaceAll(/[+/=]/g, "A").slice(0, 16)}`;
  const parts: Uint8Array[] = [];
  for (const { name, value } of entries) {
    const disposition = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(withReturns(name))}"`;
    if (typeof value === "string") {
      parts.push(Buffer.from(`${disposition}\r\n\r\n${withReturns(value)}\r\n`));
    } else {
      const type = value.mimeType === "" ? "application/octet-stream" : value.mimeType;
      const head = `${disposition}; filename="${quoted(nameOf(value))}"\r\nContent-Type: ${type}\r\n\r\n`;
      parts.push(Buffer.from(head), await value.read(), Buffer.from("\r\n"));
    }
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(parts), contentType: `multipart/form-data; boundary=${boundary}` };
}

function textOf({ value }: FormEntry): string {
  return typeof value === "string" ? withReturns(value) : nameOf(value);
}

function nameOf({ name, relativePath }: ChosenFile): string {
  return relativePath ?? name;
}

function withReturns(text: string): string {
  return text.replace(/\r\n|\r|\n/g, "\r\n");
}

function quoted(text: string): string {
  return text.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}
