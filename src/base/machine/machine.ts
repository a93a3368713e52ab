import type { Clock } from "../clock.js";

/** The controller's process and the machine that it runs on: the part of the outside world that a cluster and its backend see. */
export interface Machine {
  readonly clock: Clock;
  /** As `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As `process.platform`. */
  readonly platform: string;
  /** Path of the Node.js that runs this process, and nodes on this machine. */
  readonly execPath: string;
  /** Process id of the controller. */
  readonly pid: number;
}

/** The machine without the rest of a host. */
export function machineOf({ clock, env, platform, execPath, pid }: Machine): Machine {
  return { clock, env, platform, execPath, pid };
}
