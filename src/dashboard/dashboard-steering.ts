import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { LiveLoadError, toWireError } from "../base/errors.js";
import { readRequest } from "../run/steering/read-request.js";
import type { Steer } from "../run/steering/run-control.js";
import { TOKEN_HEADER } from "./steering-names.js";

/** What steers the run that the page shows. */
export interface DashboardSteering {
  readonly token: string;
  /** What steers the scenario that is running; `undefined` between two. */
  readonly steer: () => Steer | undefined;
}

/** Serves a request to steer the run. Returns why it is refused, if it is, before its body is read. */
export function serveControl(
  steering: DashboardSteering | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): readonly [status: number, text: string] | undefined {
  const { headers } = request;
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`)
    return [403, "only the page at / may steer the run"];
  if (steering === undefined || !isToken(headers[TOKEN_HEADER], steering.token))
    return [403, "steering the run needs the token in the address that live-load run printed"];
  // Pages of other sites can send forms and plain text without asking first, but not this.
  if (headers["content-type"] !== "application/json") return [415, "a request is JSON"];
  void answer(steering, request, response);
  return undefined;
}

async function answer({ steer }: DashboardSteering, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const asked = await readRequest(request);
    const use = steer();
    if (use === undefined)
      throw new LiveLoadError("CHANGE_REFUSED", "no scenario is running", { hint: "it has ended, or the next has not begun" });
    send(response, 200, await use(asked, "dashboard"));
  } catch (error) {
    send(response, 409, { error: toWireError(error) });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function isToken(given: string | readonly string[] | undefined, token: string): boolean {
  if (typeof given !== "string") return false;
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
