import type { IncomingMessage, ServerResponse } from "node:http";
import type { LiveLook } from "../run/live/live-look.js";

/**
 * Serves the details of a step, page, interaction or endpoint (`/detail?metric=…&value=…`) and of a node (`/detail?node=…`), and
 * files of evidence (`/artifacts/…`).
 */
export function serveLook(look: LiveLook, request: IncomingMessage, response: ServerResponse): undefined {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname !== "/detail") {
    void sendEvidence(look, pathOf(url), response);
    return;
  }
  const { searchParams: asked } = url;
  const node = asked.get("node");
  const detail = node === null ? look.detail(asked.get("metric") ?? "", asked.get("value") ?? "") : look.node(node);
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(detail ?? null));
}

/** The content type of a file. The site's HTML must not run here, where the run can be steered. */
const TYPES: Readonly<Record<string, string>> = { jpg: "image/jpeg", json: "application/json" };
const HARMLESS = "text/plain; charset=utf-8";

async function sendEvidence(look: LiveLook, path: string | undefined, response: ServerResponse): Promise<void> {
  const content = path === undefined ? undefined : await look.evidence(path);
  if (path === undefined || content === undefined) {
    response.writeHead(404, { "content-type": HARMLESS }).end("there is no such file\n");
    return;
  }
  const type = TYPES[path.split(".").at(-1) ?? ""] ?? HARMLESS;
  response.writeHead(200, { "content-type": type, "content-security-policy": "default-src 'none'; sandbox" }).end(content);
}

function pathOf({ pathname }: URL): string | undefined {
  try {
    return decodeURIComponent(pathname.slice(1));
  } catch {
    return undefined;
  }
}
