import type { Machine } from "../base/machine/machine.js";
import type { Secret } from "../base/secrets/secret.js";

/** What a backend is asked to create: one node. */
export interface NodeSpec {
  readonly nodeId: string;
  /** The node's own secret; the agent reads it from `LIVELOAD_SECRET` or the file that `LIVELOAD_SECRET_FILE` names. */
  readonly secret: Secret;
  /** Arguments of the agent (`live-load agent …`), without anything secret. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the node should have; absent: whatever the platform gives. */
  readonly cpus: number | undefined;
  readonly memoryBytes: number | undefined;
  /** Labels for everything that is created; `liveload.run` and `liveload.expires` are among them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 after which the node must be gone. */
  readonly expiresAt: number;
}

/** The platform's own name of a node: enough to find it again from another process. Plain JSON. */
export interface NodeRef {
  readonly nodeId: string;
  readonly id: string;
  /** What it was created with. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly facts?: Readonly<Record<string, string>>;
}

/** What a platform tells of a node. */
export type NodeEvent =
  | { readonly type: "created"; readonly ref: NodeRef }
  | { readonly type: "pending"; readonly nodeId: string; readonly reason: string }
  | { readonly type: "running"; readonly nodeId: string }
  | { readonly type: "exited"; readonly nodeId: string; readonly code: number | undefined; readonly reason: string }
  /** `refusal`: another attempt would end the same way. */
  | { readonly type: "failed"; readonly nodeId: string; readonly reason: string; readonly refusal?: NodeRefusal };

/** Why the platform will not create such a node, however often it is asked. */
export interface NodeRefusal {
  /** The option that has to change, as `backendOptions.nodes.cpus`, where one is known. */
  readonly option?: string;
  /** What to do. */
  readonly hint: string;
}

/** Something that exists of a run, whether or not it still runs. */
export interface RunLeftover {
  /** In the platform's own words: `container`, `network`, `Secret`. */
  readonly kind: string;
  readonly name: string;
  readonly runId: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the platform knows of a node that is in trouble. */
export interface NodeDiagnosis {
  readonly status: string;
  readonly lastLines: readonly string[];
}

/** What a backend can do. */
export interface BackendCapabilities {
  readonly perNodeEnv: boolean;
  /** The platform itself ends a node at `expiresAt`. */
  readonly nativeDeadline: boolean;
  readonly bulkDestroy: boolean;
  /** Milliseconds in which a node usually joins, at most. */
  readonly bootTimeoutMs: number;
  /** A node may have users beyond the sizing, with a warning: nobody waits for another machine. */
  readonly singleNode: boolean;
}

/** What a backend is made with, beside the machine of the controller. */
export interface BackendContext extends Omit<Machine, "pid"> {
  readonly runId: string;
  /** Milliseconds since 1970 after which nothing of the run is needed any more. */
  readonly expiresAt: number;
  /** Path of the agent's program for backends that start it on this machine, with the Node.js at `execPath`. */
  readonly agentPath: string;
  /** For the person in front of the terminal. */
  readonly onWarning: (message: string) => void;
  /** How far something is that takes long, a line that the next one replaces. */
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
   * Checks that creating will work, and makes what all nodes of the run share (a network, say), with labels like theirs;
   * `destroyAll` takes that away. Rejects with what is wrong and what to do.
   */
  preflight(signal: AbortSignal): Promise<void>;
  /**
   * Where nodes find a controller on this machine; absent: nodes are on this machine, too. Called after `preflight`, unless the
   * user says where to listen. Throws `INVALID_OPTION` when only the user can know.
   */
  reach?(): { readonly listenHost: string; readonly advertiseHost: string };
  /** Throws `INVALID_OPTION` when the platform cannot hold so many nodes at once; absent: nobody knows. Called after `preflight`. */
  checkRoom?(nodes: number): void;
  /** How many nodes the platform has room for now, in a few words for `live-load plan`; absent: nobody knows. Called after `preflight`. */
  roomText?(): string;
  /** Creates nodes; yields a reference as soon as the platform knows a node. Ends when all nodes have ended or the signal aborts (which destroys nothing). */
  launch(specs: readonly NodeSpec[], signal: AbortSignal): AsyncIterable<NodeEvent>;
  diagnose(ref: NodeRef): Promise<NodeDiagnosis>;
  /** Ends nodes: asks, and after `graceMs` ends by force. Idempotent: gone is success. Resolves when they are gone. */
  stop(refs: readonly NodeRef[], graceMs: number): Promise<void>;
  /** What exists with all of these labels. */
  list(labels: Readonly<Record<string, string>>): Promise<readonly NodeRef[]>;
  /**
   * Everything that exists of a run, or of all runs: nodes that have ended, and what is no node, too. Callable from another
   * process. Absent: nodes are all that there is of a run.
   */
  leftovers?(runId: string | undefined): Promise<readonly RunLeftover[]>;
  /** Ends everything of a run; callable from another process. Idempotent. */
  destroyAll(runId: string): Promise<void>;
}

/** How a backend is made; what a module that brings an own backend exports as `createBackend`. `options` are `backendOptions`, which it validates itself. */
export type ClusterBackendFactory = (options: Readonly<Record<string, unknown>>, context: BackendContext) => ClusterBackend;
