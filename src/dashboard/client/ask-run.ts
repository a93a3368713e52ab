import { TOKEN_HEADER, TOKEN_NAME } from "../steering-names.js";

/** The token in the page's address; null for a page that only watches. */
export const STEER_TOKEN = new URLSearchParams(location.search).get(TOKEN_NAME);

/** What the page asks of the run; see `run/steering/steer-request.ts`. */
export type Asked =
  | { readonly do: "users" | "backgroundUsers"; readonly users: number }
  | { readonly do: "rate" | "backgroundRate"; readonly perSecond: number }
  | { readonly do: "pause" | "resume" | "stop" };

/** What came of it, for people. */
export interface Answered {
  readonly text: string;
  readonly isRefused: boolean;
}

/** Sends a request to the run. Never rejects. */
export async function askRun(asked: Asked): Promise<Answered> {
  try {
    const response = await fetch("control", {
      method: "POST",
      headers: { "content-type": "application/json", [TOKEN_HEADER]: STEER_TOKEN ?? "" },
      body: JSON.stringify(asked),
    });
    if (response.status === 403)
      return refused("This address belongs to an earlier run: open the one that live-load run printed.");
    const answer = (await response.json()) as {
      readonly error?: { readonly message: string; readonly hint?: string };
      /** Absent when the run was interrupted instead. */
      readonly change?: unknown;
      readonly warnings?: readonly string[];
    };
    if (answer.error !== undefined)
      return refused([answer.error.message, answer.error.hint].filter((part) => part !== undefined).join("; "));
    const done = asked.do === "stop" && answer.change === undefined ? INTERRUPTED : DONE[asked.do];
    return { text: [done, ...(answer.warnings ?? [])].join(" "), isRefused: false };
  } catch {
    return refused("The run did not answer.");
  }
}

const DONE: Readonly<Record<Asked["do"], string>> = {
  users: "Set.",
  rate: "Set.",
  backgroundUsers: "Set.",
  backgroundRate: "Set.",
  pause: "Paused: running iterations finish, then the users wait.",
  resume: "Resumed.",
  stop: "Stopped: running iterations finish, then the report is written.",
};

/** The second request to stop. */
const INTERRUPTED = "Stopped at once: running iterations are interrupted.";

function refused(text: string): Answered {
  return { text, isRefused: true };
}
