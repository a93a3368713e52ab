import type { Machine } from "../base/machine/machine.js";
import type { BrowserDescription } from "../protocol/resources.js";
import type { ClusterBackend } from "./backend.js";
import type { AddressOptions } from "./boot/controller-address.js";
import type { PoolOptions } from "./boot/pool-options.js";
import type { Sizing } from "./boot/sizing.js";
import type { NodeEvents } from "./nodes/cluster-node.js";

/** What a cluster is sized from. */
export type UserCost = Pick<BrowserDescription, "browserContextsPerCore" | "browserMemoryUsageBytes" | "contextMemoryUsageBytes">;

/** How many users a trial has. */
export interface Trial {
  readonly usersOf: (capacity: Omit<Sizing, "nodes">) => number;
}

/** The name of a browser engine, or the path or URL of a module that makes one; and whether it shows its windows. */
export type BrowserChoice = string | { readonly connection: string; readonly headed: boolean };

/** What a cluster is started with. */
export interface ClusterOptions {
  readonly scenario: { readonly name: string };
  /** Default 1. */
  readonly users?: number;
  /** Default `"chromium"`, without windows. */
  readonly browser?: BrowserChoice;
  /** A name, the path or URL of a module that exports `createBackend`, or a backend itself. Default `"local"`. */
  readonly backend?: string | ClusterBackend;
  /** For the backend, which checks them itself. Default `{}`. */
  readonly backendOptions?: Readonly<Record<string, unknown>>;
  readonly poolOptions?: PoolOptions | Readonly<Record<string, unknown>>;
  /** Default 100. */
  readonly maxAllowedNodes?: number;
  /** What a user costs, where that was measured; in place of the figures of the browser connection. */
  readonly figures?: UserCost | undefined;
  /** To try something out: the first node alone, whatever it is sized for, with as many users as this says of its capacity. */
  readonly trial?: Trial | undefined;
  /** Environment variables for the nodes, beside what they need anyway. */
  readonly nodeEnv?: Readonly<Record<string, string>>;
  /** Where the controller listens and how nodes reach it. Default: on this machine alone, or what the backend needs. */
  readonly address?: AddressOptions;
}

/** The world around a cluster. All of it has a default that serves this process. */
export interface ClusterPorts extends Machine {
  readonly runId: string;
  /** Path of the agent's program. */
  readonly agentPath: string;
  /** Version of this package: nodes must have the same. */
  readonly version: string;
  /** How long nodes live at most, in milliseconds. */
  readonly lifetimeMs: number;
  /** Files that nodes may fetch, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly events: NodeEvents;
  readonly onWarning: (message: string) => void;
  /** How far something is that takes long: a line that the next one replaces. */
  readonly onProgress: (message: string) => void;
  /** Ends what is under way: booting, preparing, starting. The teardown goes on. */
  readonly signal: AbortSignal;
}
