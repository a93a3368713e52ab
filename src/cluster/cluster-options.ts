import type { Machine } from "../base/machine/machine.js";
import type { BrowserDescription } from "../protocol/resources.js";
import type { ClusterBackend } from "./backend.js";
import type { AddressOptions } from "./boot/controller-address.js";
import type { PoolOptions } from "./boot/pool-options.js";
import type { Sizing } from "./boot/sizing.js";
import type { NodeEvents } from "./nodes/cluster-node.js";

/** What one user costs: the figures that a cluster is sized by. */
export type UserCost = Pick<BrowserDescription, "browserContextsPerCore" | "browserMemoryUsageBytes" | "contextMemoryUsageBytes">;

/** A trial run on one node. */
export interface Trial {
  /** The number of users, given the capacity of the node. */
  readonly usersOf: (capacity: Omit<Sizing, "nodes">) => number;
}

/** The name of a browser engine, or the path or URL of a module that creates one, and whether its windows are shown. */
export type BrowserChoice = string | { readonly connection: string; readonly headed: boolean };

/** Options of a cluster. */
export interface ClusterOptions {
  readonly scenario: { readonly name: string };
  /** Default 1. */
  readonly users?: number;
  /** Default `"chromium"`, without windows. */
  readonly browser?: BrowserChoice;
  /** Users without a browser, in processes of their own on the same nodes. Default 0. */
  readonly backgroundUsers?: number;
  /** A name, the path or URL of a module that exports `createBackend`, or a backend itself. Default `"local"`. */
  readonly backend?: string | ClusterBackend;
  /** Options of the backend, which validates them itself. Default `{}`. */
  readonly backendOptions?: Readonly<Record<string, unknown>>;
  readonly poolOptions?: PoolOptions | Readonly<Record<string, unknown>>;
  /** Default 100. */
  readonly maxAllowedNodes?: number;
  /** Measured costs of a user, which replace the figures of the browser connection. */
  readonly figures?: UserCost | undefined;
  /** The same of a background user. */
  readonly backgroundFigures?: UserCost | undefined;
  /** Runs a trial: on the first node alone, with a number of users that the trial derives from its capacity. */
  readonly trial?: Trial | undefined;
  /** Additional environment variables for the nodes. */
  readonly nodeEnv?: Readonly<Record<string, string>>;
  /** The address that the controller listens on, and the one at which nodes reach it. Default: the loopback interface, or what the backend needs. */
  readonly address?: AddressOptions;
}

/** The environment of a cluster. Every member has a default taken from this process; the run is recorded under its `pid`. */
export interface ClusterPorts extends Machine {
  readonly runId: string;
  /** Path of the agent's program. */
  readonly agentPath: string;
  /** Version of this package. Nodes must run the same one. */
  readonly version: string;
  /** Maximum lifetime of the nodes in milliseconds. */
  readonly lifetimeMs: number;
  /** Files that nodes can fetch, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly events: NodeEvents;
  readonly onWarning: (message: string) => void;
  /** Shows the progress of a slow operation as one line, which the next one replaces. */
  readonly onProgress: (message: string) => void;
  /** Cancels booting, preparing and starting; the teardown still takes place. */
  readonly signal: AbortSignal;
}
