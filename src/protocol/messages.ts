import { z } from "zod";
import { loadPlanSchema } from "../load/load-plan.js";
import { browserDescriptionSchema, nodeResourcesSchema } from "./resources.js";

/*
 * Every message between the controller and a node. A request has a `params` and a `result`, a notification only
 * `params`. Who answers: `node.*` the watchdog, `runner.*` the runner behind it (the watchdog passes them on), `lease.*`,
 * `data.*` and `cluster.*` the controller. Instants named `…Ms` are on the monotonic clock of the side that the comment names.
 */

/** The most throttles, data pools or assets of a scenario. */
export const MAX_LISTED = 1000;
/** The most grants in a message. */
export const MAX_GRANTS = 10_000;
/** The longest text of the user's own in a message, and the longest line that a scenario writes; in UTF-16 code units. */
export const [MAX_TEXT_LENGTH, MAX_LINE_LENGTH] = [2000, 500] as const;

const nothing = z.strictObject({});
const milliseconds = z.number().finite().nonnegative();
const seqNumber = z.int().nonnegative();

const assignedPoolSchema = z.strictObject({
  /** In a mix with the part's name: `buy: people`. */
  name: z.string(),
  mode: z.enum(["unique", "recycle", "random"]),
  per: z.enum(["iteration", "user"]),
  /** How many rows it has. */
  size: z.int().positive(),
});
/** A data pool as the nodes know it. */
export type AssignedPool = z.infer<typeof assignedPoolSchema>;

const rowsSchema = z.array(z.record(z.string(), z.unknown())).max(10_000);

/** Everything that a node needs to know to play its part in a run. */
export const assignmentSchema = z.strictObject({
  runId: z.string(),
  scenarioName: z.string(),
  /** Path of the bundle on the controller's listener, and what its bytes hash to. */
  bundle: z.strictObject({ path: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/), sizeBytes: z.int().positive() }),
  /** Files that go with it, by the names that `asset` is called with. */
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
  /** What `setup` returned on the controller; JSON. Of a mix: an object of what its parts returned, by name. */
  setupValue: z.unknown().optional(),
  /** The scenario's data pools; their rows are asked for. */
  pools: z.array(assignedPoolSchema).max(MAX_LISTED),
  /** The users of all nodes, from 1 on: in a mix they say which part each is of. */
  totalUsers: z.int().positive(),
  /** This node's users: ids `first … first + count - 1`. */
  users: z.strictObject({ first: z.int().positive(), count: z.int().nonnegative() }),
  /** The j-th user of this node (from 0) has the place `offset + j · stride + 1` in a ramp. */
  ordinals: z.strictObject({ offset: z.int().nonnegative(), stride: z.int().positive() }),
  plan: loadPlanSchema,
  iterationTimeoutMs: milliseconds,
  commandTimeoutMs: milliseconds,
  onFailure: z.enum(["replace", "continue", "stop"]),
  /** Iterations after which a user gets a fresh context; 0 for never. */
  recycleAfter: z.int().nonnegative(),
  seed: z.int().positive(),
  browser: z.strictObject({
    connection: z.string(),
    headed: z.boolean(),
    viewport: z.strictObject({ width: z.int().positive(), height: z.int().positive() }).optional(),
    locale: z.string().optional(),
    extraHeaders: z.record(z.string(), z.string()).optional(),
    ignoreCertificateErrors: z.boolean().optional(),
    /** Leaves the controller here and nowhere else. */
    httpCredentials: z.strictObject({ username: z.string(), password: z.string() }).optional(),
  }),
  routes: z.array(z.string()),
  /** Statuses from 400 on with which documents fail no step. */
  acceptStatus: z.array(z.union([z.int().min(400).max(599), z.enum(["4xx", "5xx"])])),
  /** The scenario's throttles, in their order; `held` ones lend what is given back. */
  throttles: z.array(z.strictObject({ name: z.string(), held: z.boolean() })).max(MAX_LISTED),
  batchIntervalMs: milliseconds,
});
/** Everything that a node needs to know to play its part in a run. */
export type Assignment = z.infer<typeof assignmentSchema>;

const count = z.int().nonnegative();
/** How the users of a node stand with a throttle; see `ThrottleDemand`. */
const throttleDemandSchema = z.strictObject({
  wants: count,
  gaveUp: count,
  received: count,
  used: count,
  returned: count,
  released: count,
});

/** Requests that the controller makes. */
export const CONTROLLER_REQUESTS = {
  /** For the clock offset: the node's instant at which it answered. */
  "node.clock": { params: nothing, result: z.strictObject({ nodeMs: milliseconds }) },
  /** End the runner and everything that it started, then the node. Answered before the node ends. */
  "node.stop": { params: z.strictObject({ graceMs: milliseconds }), result: nothing },
  /** Find the browser and say what a user costs. Errors: BROWSER_NOT_FOUND. */
  "runner.describe": {
    params: z.strictObject({ connection: z.string(), headed: z.boolean() }),
    result: browserDescriptionSchema,
  },
  /** Load the scenario, start the browser and open a context for every user. Errors: SCENARIO_LOAD_FAILED, CONFIG_FAILED, BROWSER_FAILED. */
  "runner.prepare": { params: assignmentSchema, result: z.strictObject({ users: z.int().nonnegative() }) },
  /** Users start at `t0Ms` of the node's clock. */
  "runner.start": { params: z.strictObject({ t0Ms: milliseconds }), result: nothing },
  /** Interrupt running iterations and end; answered when all users have ended and the last batch is on its way. */
  "runner.stop": { params: z.strictObject({ reason: z.enum(["interrupted", "aborted", "deadline"]) }), result: nothing },
} as const;

/** Requests that a node makes. */
export const NODE_REQUESTS = {
  "cluster.join": {
    params: z.strictObject({
      protocol: z.int(),
      version: z.string(),
      nodeId: z.string(),
      /** New for every start of a watchdog; a resume has that of the join. */
      epoch: z.int().positive(),
      pid: z.int().positive(),
      /** The node's instant. */
      nodeMs: milliseconds,
      resources: nodeResourcesSchema,
      resume: z.boolean(),
    }),
    result: z.strictObject({
      leaseMs: milliseconds,
      renewEveryMs: milliseconds,
      /** The last batch that the controller has of this epoch; 0 for none. The node drops what is up to it. */
      lastSeq: seqNumber,
    }),
  },
  "lease.renew": { params: nothing, result: nothing },
  /** The next rows of a pool whose rows go out in turn. Asked again with the same number, it is answered with the same rows. */
  "data.lease": {
    params: z.strictObject({ pool: z.string(), seq: z.int().positive(), count: z.int().min(1).max(10_000) }),
    result: z.strictObject({ rows: rowsSchema, usedUp: z.boolean() }),
  },
  /** Rows by their places: as many of the first asked for as go at once. */
  "data.rows": {
    params: z.strictObject({ pool: z.string(), indexes: z.array(z.int().nonnegative()).min(1).max(10_000) }),
    result: z.strictObject({ rows: rowsSchema }),
  },
} as const;

/** What a node tells without waiting for an answer. */
export const NODE_NOTIFICATIONS = {
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
  /** How its users stand with the scenario's throttles, in their order, counted from the beginning. */
  "runner.throttles": z.strictObject({ demands: z.array(throttleDemandSchema).max(MAX_LISTED) }),
  /** Something that goes wrong on the node and does not end it; for the person in front of the terminal. */
  "runner.warning": z.strictObject({ message: z.string().max(MAX_TEXT_LENGTH) }),
  /** A line that the scenario wrote with `console`; the user is absent where no iteration was under way. */
  "runner.output": z.strictObject({
    userId: z.int().positive().optional(),
    level: z.enum(["log", "warn", "error"]),
    text: z.string().max(MAX_LINE_LENGTH),
  }),
  /** A screenshot or another file of the run. */
  "runner.artifact": z.strictObject({ name: z.string().regex(/^[\w.-]{1,160}$/), base64: z.string() }),
  /** The runner has said nothing for this long. */
  "node.stalled": z.strictObject({ silentMs: milliseconds }),
  /** The runner has ended without being asked to. */
  "node.runnerExited": z.strictObject({
    code: z.int().nullable(),
    signal: z.string().nullable(),
    lastLines: z.array(z.string()),
  }),
} as const;

/** What the controller tells without waiting for an answer. */
export const CONTROLLER_NOTIFICATIONS = {
  /** Every batch of this epoch up to `seq` is safe. */
  "batch.ack": z.strictObject({ epoch: z.int().positive(), seq: seqNumber }),
  /** Waiters of the throttle with this index may go on at these instants of the node's clock; the first is the node's grant number `first`, from 0. */
  "throttle.grants": z.strictObject({ throttle: count, first: count, dueMs: z.array(milliseconds).max(MAX_GRANTS) }),
} as const;
