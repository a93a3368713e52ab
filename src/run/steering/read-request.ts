import type { IncomingMessage } from "node:http";
import { LiveLoadError } from "../../base/errors.js";
import { type SteerRequest, steerRequestSchema } from "./steer-request.js";

const MAX_BYTES = 4096;

/** The request in a body of JSON. Rejects with `INVALID_OPTION` for anything else. */
export async function readRequest(message: IncomingMessage): Promise<SteerRequest> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes > MAX_BYTES) throw invalid(`a request has at most ${MAX_BYTES} bytes`);
    parts.push(part);
  }
  return requestOf(Buffer.concat(parts).toString("utf8"));
}

/** The same for a text. */
export function requestOf(text: string): SteerRequest {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw invalid("a request is an object in JSON");
  }
  const { success, data, error } = steerRequestSchema.safeParse(body);
  if (success) return data;
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw invalid(`${where}${issue?.message ?? "not a request"}`);
}

function invalid(message: string): LiveLoadError {
  return new LiveLoadError("INVALID_OPTION", `the request is invalid: ${message}`, {
    hint: 'such as {"do": "users", "users": 50}, {"do": "rate", "perSecond": 10}, {"do": "pause"}; docs/steer.md has them all',
    details: { option: "do" },
  });
}
