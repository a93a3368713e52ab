import { homedir } from "node:os";
import { join } from "node:path";

/** The user's folder for state that outlives a process: `$XDG_STATE_HOME/live-load`, usually `~/.local/state/live-load`. */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = env.XDG_STATE_HOME;
  return join(base?.startsWith("/") === true ? base : join(env.HOME ?? homedir(), ".local", "state"), "live-load");
}
