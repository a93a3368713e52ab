import { z } from "zod";
import { loadPlanSchema } from "../load/load-plan.js";
import { MAX_CHANGED_STAGES } from "../load/plan-stages.js";
import { browserOptionsShape } from "./browser-options.js";
import { EVIDENCE_REQUESTS, MAX_TEXT_LENGTH, milliseconds, toldStepSchema } from "./evidence-messages.js";
import { browserDescriptionSchema, nodeResourcesSchema } from "./resources.js";

/*
 * Every message between the controller and a node. A request has a `params` and a `result`, a notification only
 * `params`. The watchdog answers `node.*` itself and relays `TO_RUNNER` and `FROM_RUNNER` unread, so a new message there
 * touches this file, the runner and `collect-events.ts`. Instants named `…Ms` are on the monotonic clock of the side that the
 * comment names.
 */

/** The most throttles, data pools or assets of a scenario. */
export const MAX_LISTED = 1000;
/** The most grants in a message. */
export const MAX_GRANTS = 10_000;
/** The longest line of a scenario's output, in UTF-16 code units. */
export const MAX_LINE_LENGTH = 500;

const nothing = z.strictObject({});
const seqNumber = z.int().nonnegative();

const count = z.int().nonnegative();

const assignedPoolSchema = z.strictObject({
  /** In a mix it begins with the part's name: `buy: people`. */
  name: z.string(),
  mode: z.enum(["unique", "recycle", "random"]),
  per: z.enum(["iteration", "user"]),
  /** Number of rows. */
  size: z.int().positive(),
});
/** A data pool, as nodes see it. */
export type AssignedPool = z.infer<typeof assignedPoolSchema>;

const rowsSchema = z.array(z.record(z.string(), z.unknown())).max(10_000);

const networkSchema = z.strictObject({
  /** Requests not to send. */
  block: z
    .strictObject({
      /** URLs, and globs that are absolute or begin with `*`. */
      globs: z.array(z.string()),
      patterns: z.array(z.strictObject({ source: z.string(), flags: z.string() })),
      types: z.array(z.string()),
      /** The hosts of the site, if requests to all others are blocked. */
      firstParty: z.array(z.string()).optional(),
    })
    .optional(),
  conditions: z
    .strictObject({
      downloadKbps: z.number().positive().optional(),
      uploadKbps: z.number().positive().optional(),
      latencyMs: milliseconds.optional(),
    })
    .optional(),
});

const userRangeSchema = z.strictObject({ first: z.int().positive(), count: z.int().nonnegative() });
const ordinalsSchema = z.strictObject({ offset: z.int().nonnegative(), stride: z.int().positive() });

/** A node's part of a run. */
export const assignmentSchema = z.strictObject({
  runId: z.string(),
  scenarioName: z.string(),
  /** The bundle's path on the controller's listener, its hash and its size. */
  bundle: z.strictObject({ path: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/), sizeBytes: z.int().positive() }),
  /** The scenario's assets, by the names that `asset` is called with. */
  assets: z
    .array(
      z.strictObject({
        name: z.string(),
        path: z.string(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        sizeBytes: z.int().nonnegative(),
      }),
    )
    .max(MAX_LISTED),
  /** The values of `--option`. */
  options: z.record(z.string(), z.string()),
  /** What `setup` returned on the controller, as JSON. In a mix: an object with one value for each part, by its name. */
  setupValue: z.unknown().optional(),
  /** The scenario's data pools; nodes request their rows. */
  pools: z.array(assignedPoolSchema).max(MAX_LISTED),
  /** Number of users in browsers on all nodes: in a mix, each user's part follows from it. */
  totalUsers: z.int().positive(),
  /** Number of background users on all nodes; their ids follow those of the users in browsers that the load begins with. */
  backgroundUsers: z.int().nonnegative(),
  /** This node's users: ids `first … first + count - 1`. */
  users: userRangeSchema,
  /** The j-th user of this node (from 0) has the ordinal `offset + j · stride + 1` in a ramp. */
  ordinals: ordinalsSchema,
  plan: loadPlanSchema,
  iterationTimeoutMs: milliseconds,
  commandTimeoutMs: milliseconds,
  /** How long `config` may take. */
  setupTimeoutMs: milliseconds,
  onFailure: z.enum(["replace", "continue", "stop"]),
  /** Iterations after which a user gets a fresh context; 0 for never. */
  recycleAfter: z.int().nonnegative(),
  /** Iterations after which a user ends. Absent: it goes on until the load ends. */
  iterations: z.int().positive().optional(),
  seed: z.int().positive(),
  browser: z.strictObject({
    connection: z.string(),
    headed: z.boolean(),
    ...browserOptionsShape,
    /** Options that the scenario gives as functions of the user. */
    perUser: z.array(z.string()).optional(),
    /** How the network of each user differs from an ordinary one. */
    network: networkSchema.optional(),
  }),
  routes: z.array(z.string()),
  /** Error statuses (400 to 599) of documents that do not fail a step. */
  acceptStatus: z.array(z.union([z.int().min(400).max(599), z.enum(["4xx", "5xx"])])),
  /** Whether a selector with several matches fails its step. */
  strict: z.boolean(),
  /** The scenario's throttles, in their order. Grants of those that are `held` have to be released. */
  throttles: z.array(z.strictObject({ name: z.string(), held: z.boolean() })).max(MAX_LISTED),
  batchIntervalMs: milliseconds,
  /** Of which iterations evidence is taken: none, some of those that failed, or of every one. */
  evidence: z.enum(["off", "failures", "always"]),
  /** Whether some iterations are recorded. */
  trace: z.boolean(),
  /** Whether steps are told as they happen, and whether a failed iteration waits until the run is stopped. */
  debug: z.strictObject({ tellsSteps: z.boolean(), pausesOnFailure: z.boolean() }).optional(),
});
/** A node's part of a run. */
export type Assignment = z.infer<typeof assignmentSchema>;

const changedLoadSchema = z.strictObject({
  /** The whole plan; one with a higher version replaces the node's. What lies in the past is as it was. */
  plan: loadPlanSchema,
  /** Each time the plan first asked for more users than there were: their number then, background users included, and those of them on this node. */
  grown: z
    .array(z.strictObject({ totalUsers: z.int().positive(), users: userRangeSchema, ordinals: ordinalsSchema }))
    .max(MAX_CHANGED_STAGES),
});
/** The load after a change while it runs, with everything that was ever added: receiving it twice does no harm. */
export type ChangedLoad = z.infer<typeof changedLoadSchema>;

/** The demand of a node's users for a throttle; see `ThrottleDemand`. */
const throttleDemandSchema = z.strictObject({
  wants: count,
  gaveUp: count,
  received: count,
  used: count,
  returned: count,
  released: count,
});

/** What the controller says to a node's runner. The watchdog relays it. */
export const TO_RUNNER = {
  requests: {
    /** Find the browser and return what a user costs. Errors: BROWSER_NOT_FOUND. */
    "runner.describe": {
      params: z.strictObject({ connection: z.string(), headed: z.boolean() }),
      result: browserDescriptionSchema,
    },
    /** Load the scenario, start the browser and open a context for every user. Errors: SCENARIO_LOAD_FAILED, CONFIG_FAILED, BROWSER_FAILED. */
    "runner.prepare": { params: assignmentSchema, result: z.strictObject({ users: z.int().nonnegative() }) },
    /** Users start at `t0Ms` of the node's clock. */
    "runner.start": { params: z.strictObject({ t0Ms: milliseconds }), result: nothing },
    /** Follow a changed plan, which changes nothing before an instant that is still to come on all nodes that are reachable. */
    "runner.change": { params: changedLoadSchema, result: nothing },
    /** Interrupt running iterations and end. Answered when all users have ended and the last batch has been sent. */
    "runner.stop": { params: nothing, result: nothing },
  },
  notifications: {
    /** Waiters of the throttle with this index may go on at these instants of the node's clock; the first is the node's grant number `first`, from 0. */
    "throttle.grants": z.strictObject({ throttle: count, first: count, dueMs: z.array(milliseconds).max(MAX_GRANTS) }),
  },
} as const;

/** What a node's runner says to the controller. The watchdog relays it. */
export const FROM_RUNNER = {
  requests: {
    /** The next rows of a pool whose rows go out in turn. A repeated number gets the same rows again. */
    "data.lease": {
      params: z.strictObject({ pool: z.string(), seq: z.int().positive(), count: z.int().min(1).max(10_000) }),
      result: z.strictObject({ rows: rowsSchema, usedUp: z.boolean() }),
    },
    /** Rows by index. The answer has the first ones, as many as fit in a message. */
    "data.rows": {
      params: z.strictObject({ pool: z.string(), indexes: z.array(z.int().nonnegative()).min(1).max(10_000) }),
      result: z.strictObject({ rows: rowsSchema }),
    },
    ...EVIDENCE_REQUESTS,
  },
  notifications: {
    "runner.progress": z.strictObject({ preparedUsers: z.int().nonnegative(), totalUsers: z.int().nonnegative() }),
    /** All users have ended; `lastSeq` is the number of the node's last batch. */
    "runner.finished": z.strictObject({
      lastSeq: seqNumber,
      users: z.strictObject({
        succeeded: z.int().nonnegative(),
        failed: z.int().nonnegative(),
        neverStarted: z.int().nonnegative(),
      }),
    }),
    /** The scenario called `abort`. */
    "runner.aborted": z.strictObject({ reason: z.string().max(MAX_TEXT_LENGTH), userId: z.int().positive() }),
    /** The demand of this node's users for each throttle, in the order of the assignment, counted from the start of the run. */
    "runner.throttles": z.strictObject({ demands: z.array(throttleDemandSchema).max(MAX_LISTED) }),
    /** A problem on the node that does not end it, to show in the terminal. */
    "runner.warning": z.strictObject({ message: z.string().max(MAX_TEXT_LENGTH) }),
    /** A line that the scenario wrote with `console`; no user where no iteration was running. */
    "runner.output": z.strictObject({
      userId: z.int().positive().optional(),
      level: z.enum(["log", "warn", "error"]),
      text: z.string().max(MAX_LINE_LENGTH),
    }),
    /** A step of a run that tells them. */
    "runner.step": toldStepSchema,
    /** A screenshot or another file of the run. */
    "runner.artifact": z.strictObject({ name: z.string().regex(/^[\w.-]{1,160}$/), base64: z.string() }),
  },
} as const;

/** Requests that the controller makes. */
export const CONTROLLER_REQUESTS = {
  /** For the clock offset: the node's instant at which it answered. */
  "node.clock": { params: nothing, result: z.strictObject({ nodeMs: milliseconds }) },
  /** Start one more runner, which joins under this name, with the node's secret. It ends with the node, or by a `node.stop` of its own. */
  "node.addRunner": { params: z.strictObject({ node: z.string().regex(/^[\w.-]{1,160}$/) }), result: nothing },
  /** End the runner and everything that it started, then the node. Answered before the node ends. */
  "node.stop": { params: z.strictObject({ graceMs: milliseconds }), result: nothing },
  ...TO_RUNNER.requests,
} as const;

/** Notifications that the controller sends. */
export const CONTROLLER_NOTIFICATIONS = {
  /** Every batch of this epoch up to `seq` is safe. */
  "batch.ack": z.strictObject({ epoch: z.int().positive(), seq: seqNumber }),
  ...TO_RUNNER.notifications,
} as const;

/** Requests that a node makes. */
export const NODE_REQUESTS = {
  "cluster.join": {
    // Not strict: a node of another version may send other fields, and its answer is VERSION_MISMATCH.
    params: z.object({
      protocol: z.int(),
      version: z.string(),
      /** New for every start of a watchdog; a resume repeats that of the join. */
      epoch: z.int().positive(),
      resources: nodeResourcesSchema,
      resume: z.boolean(),
    }),
    result: z.strictObject({
      leaseMs: milliseconds,
      renewEveryMs: milliseconds,
      /** The last batch of this epoch that the controller has; 0 for none. The node drops all batches up to it. */
      lastSeq: seqNumber,
    }),
  },
  "lease.renew": { params: nothing, result: nothing },
  ...FROM_RUNNER.requests,
} as const;

/** Notifications that a node sends. */
export const NODE_NOTIFICATIONS = {
  /** The runner has been silent for this long. */
  "node.stalled": z.strictObject({ silentMs: milliseconds }),
  /** The runner exited without having been asked to. */
  "node.runnerExited": z.strictObject({
    code: z.int().nullable(),
    signal: z.string().nullable(),
    lastLines: z.array(z.string()),
  }),
  /** Lines of the node's debug log; see `base/debug-log.ts`. */
  "node.debug": z.strictObject({ lines: z.array(z.string().max(MAX_TEXT_LENGTH)).max(MAX_LISTED) }),
  ...FROM_RUNNER.notifications,
} as const;

/** Notifications that the node sends again after a resume: the controller must not miss them, and a second one does no harm. */
export const REPEATED_NOTIFICATIONS: readonly (keyof typeof NODE_NOTIFICATIONS)[] = [
  "runner.throttles",
  "runner.finished",
  "runner.aborted",
  "node.runnerExited",
];
