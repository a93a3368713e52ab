import { request } from "node:https";
import type { ApiAccess } from "./kubeconfig.js";

export interface ApiAnswer {
  readonly status: number;
  /** The body as JSON, or as text if it is not JSON. */
  readonly body: unknown;
}

export interface ApiCall {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: object;
}

const ANSWER_MS = 30_000;

/** One call of the Kubernetes API; rejects only when there is no answer. */
export function callApi({ url, caPem, token }: ApiAccess, { method = "GET", path, body }: ApiCall): Promise<ApiAnswer> {
  const headers = { authorization: `Bearer ${token}`, accept: "application/json", "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, url), { method, headers, ca: caPem, agent: false, timeout: ANSWER_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString()) }));
    });
    call.once("timeout", () => call.destroy(new Error(`${method} ${path}: no answer within ${ANSWER_MS / 1000} s`)));
    call.once("error", reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Like `callApi`, but throws when the call does not succeed. */
export async function callApiSuccessfully(access: ApiAccess, call: ApiCall): Promise<unknown> {
  const { status, body } = await callApi(access, call);
  if (status >= 200 && status < 300) return body;
  const message = (body as { readonly message?: string } | undefined)?.message ?? String(body);
  throw new Error(`${call.method ?? "GET"} ${call.path}: ${status}: ${message}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
