import type { Machine } from "../base/machine/machine.js";
import type { Secret } from "../base/secrets/secret.js";

/** One node for a backend to create. */
export interface NodeSpec {
  readonly nodeId: string;
  /** The node's secret; the agent reads it from `LIVELOAD_SECRET` or the file that `LIVELOAD_SECRET_FILE` names. */
  readonly secret: Secret;
  /** Arguments of the agent (`live-load agent …`); contain no secrets. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Labels for every object that is created, including `liveload.run` and `liveload.expires`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 after which the node must be gone. */
  readonly expiresAt: number;
}

/** The platform's identifier of a node, from which another process can find it. Plain JSON. */
export interface NodeRef {
  readonly nodeId: string;
  readonly id: string;
  /** The labels it was created with. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly facts?: Readonly<Record<string, string>>;
}

/** A change in the life of a node, as the platform reports it. */
export type NodeEvent =
  | { readonly type: "created"; readonly ref: NodeRef }
  | { readonly type: "pending"; readonly nodeId: string; readonly reason: string }
  | { readonly type: "running"; readonly nodeId: string }
  | { readonly type: "exited"; readonly nodeId: string; readonly code: number | undefined; readonly reason: string }
  /** With a `refusal`, another attempt would fail the same way. */
  | { readonly type: "failed"; readonly nodeId: string; readonly reason: string; readonly refusal?: NodeRefusal };

/** Why the platform refuses to create this node, however often it is asked. */
export interface NodeRefusal {
  /** The option that has to change, such as `backendOptions.nodes.cpus`, if known. */
  readonly option?: string;
  /** What the user can do about it. */
  readonly hint: string;
}

/** An object of a run that still exists, whether or not it is running. */
export interface RunLeftover {
  /** The platform's term, such as `container`, `network` or `Secret`. */
  readonly kind: string;
  readonly name: string;
  readonly runId: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the platform knows about a failing node. */
export interface NodeDiagnosis {
  readonly status: string;
  readonly lastLines: readonly string[];
}

/** Properties of a backend. */
export interface BackendCapabilities {
  /** Default boot timeout in milliseconds. */
  readonly bootTimeoutMs: number;
  /** There is only one node: more users than it is sized for are a warning, not an error. */
  readonly singleNode: boolean;
}

/** The environment of a backend, including the machine of the controller. */
export interface BackendContext extends Omit<Machine, "pid"> {
  readonly runId: string;
  /** Milliseconds since 1970 after which nothing of the run is needed. */
  readonly expiresAt: number;
  /** Path of the agent's program, for backends that start it on this machine with the Node.js at `execPath`. */
  readonly agentPath: string;
  /** Shows a warning to the user. */
  readonly onWarning: (message: string) => void;
  /** Shows the progress of a slow operation as one line, which the next one replaces. */
  readonly onProgress: (message: string) => void;
}

/**
 * Creates and destroys nodes on some platform. Every backend passes the contract suite in
 * `test/contract/cluster-backend.ts`.
 */
export interface ClusterBackend {
  readonly name: string;
  /** The image that nodes are made of, for messages; absent: nodes are not made of one. */
  readonly image?: string;
  readonly caps: BackendCapabilities;
  /**
   * Checks that nodes can be created, and creates what all nodes of the run share (such as a network) with the same labels;
   * `destroyAll` removes it. Rejects with what is wrong and what to do.
   */
  preflight(signal: AbortSignal): Promise<void>;
  /**
   * The address at which nodes reach a controller on this machine; absent if nodes run on this machine. Called after
   * `preflight` unless the user sets the address to listen on. Throws `INVALID_OPTION` if only the user can know it.
   */
  reach?(): { readonly listenHost: string; readonly advertiseHost: string };
  /** Throws `INVALID_OPTION` if the platform has no room for that many nodes; absent if unknown. Called after `preflight`. */
  checkRoom?(nodes: number): void;
  /** Describes for `live-load plan` how many nodes the platform has room for now; absent if unknown. Called after `preflight`. */
  roomText?(): string;
  /** Creates nodes; yields a reference as soon as the platform knows a node. Ends when all nodes have ended or the signal aborts, which destroys nothing. */
  launch(specs: readonly NodeSpec[], signal: AbortSignal): AsyncIterable<NodeEvent>;
  diagnose(ref: NodeRef): Promise<NodeDiagnosis>;
  /** Asks nodes to end, and kills them after `graceMs`. Idempotent: a node that is gone is a success. Resolves when they are gone. */
  stop(refs: readonly NodeRef[], graceMs: number): Promise<void>;
  /** The nodes that have all of these labels. */
  list(labels: Readonly<Record<string, string>>): Promise<readonly NodeRef[]>;
  /**
   * Every object of a run, or of all runs, including nodes that have ended and objects that are not nodes. Callable from another
   * process. Absent if a run has no objects but its nodes.
   */
  leftovers?(runId: string | undefined): Promise<readonly RunLeftover[]>;
  /** Removes every object of a run. Idempotent; callable from another process. */
  destroyAll(runId: string): Promise<void>;
}

/** Creates a backend. A module with a custom backend exports it as `createBackend`. It validates `options`, the `backendOptions`, itself. */
export type ClusterBackendFactory = (options: Readonly<Record<string, unknown>>, context: BackendContext) => ClusterBackend;
