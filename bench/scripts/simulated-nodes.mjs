/**
 * The nodes of the simulated backend. All send figures of ten users, who take eight steps in five seconds, as recorded by
 * the recorder of real nodes; some hold failures or sick seconds. So that this process does not become what is measured,
 * nodes share {@link PATTERNS} recordings, and of a batch only the head is encoded for each node.
 */
import { renameSync, writeFileSync } from "node:fs";
import { built } from "../built.mjs";

const [
  { systemClock },
  { Secret },
  { dial },
  { ControllerLink },
  { encodeBatch },
  { ByteWriter },
  { Recorder },
  { packageVersion },
] = await Promise.all(
  [
    "base/clock.js",
    "base/secrets/secret.js",
    "channel/dialer.js",
    "agent/watchdog/controller-link.js",
    "protocol/batch-codec.js",
    "base/bytes.js",
    "telemetry/recorder.js",
    "base/package-version.js",
  ].map(built),
);

const MIB = 1024 ** 2;
const PATTERNS = 20;
const USERS = 10;
const STEPS = ["navigate /", "click #menu", "fill #search", "click #go", "waitForText", "click #buy", "fill #card", "click #pay"];
const PAGES = ["/", "/search", "/cart"];
const RESOURCES = {
  cpus: 4,
  cpuSource: "host",
  memoryBytes: 16_384 * MIB,
  availableMemoryBytes: 16_384 * MIB,
  memorySource: "host",
  cgroup: "none",
  platform: "linux",
  arch: "x64",
  hostname: "simulated",
  nodeVersion: process.version,
};
/** Sized for exactly {@link USERS} users a node. */
const BROWSER = {
  connection: "chromium",
  executablePath: "/simulated",
  version: "1",
  browserContextsPerCore: USERS / RESOURCES.cpus,
  browserMemoryUsageBytes: 130 * MIB,
  contextMemoryUsageBytes: 25 * MIB,
  cannotMeasure: [],
};

const status = { launched: 0, joined: 0, firstLaunchMs: undefined, lastJoinMs: undefined, refused: undefined, seconds: 0 };
const clock = systemClock;

/** Nodes with the same pattern have the same figures. */
const patterns = new Map();

process.on("message", ({ launch }) => {
  status.firstLaunchMs ??= clock.now();
  for (const spec of launch) open(spec);
});
for (const end of ["disconnect", "SIGTERM"]) {
  process.on(end, () => {
    tell();
    process.exit(0);
  });
}
setInterval(tell, 100);

function open({ nodeId, secret, argv }) {
  const url = argv[argv.indexOf("--controller") + 1];
  const dialing = { url, nodeId, secret: new Secret(secret), clock, timeoutMs: 30_000 };
  const number = status.launched++;
  let batches;
  let assignment;
  const link = new ControllerLink({
    clock,
    dial: (signal) => dial({ ...dialing, signal }),
    version: packageVersion(),
    epoch: 1,
    resources: RESOURCES,
    serve: (connection) => {
      connection.handle("node.clock", () => ({ nodeMs: clock.now() }));
      connection.handle("node.stop", () => {
        setImmediate(() => {
          link.close();
          process.send?.({ ended: nodeId });
        });
        return {};
      });
      connection.handle("runner.describe", () => BROWSER);
      connection.handle("runner.prepare", (given) => {
        assignment = given;
        return { users: given.users.count };
      });
      connection.handle("runner.start", ({ t0Ms }) => {
        batches = startBatches(number, { nodeId, t0Ms, assignment, link });
        return {};
      });
      connection.handle("runner.change", () => ({}));
      connection.handle("runner.stop", () => {
        finish(link, batches, assignment);
        return {};
      });
    },
    onEnd: (_why, message) => {
      status.refused ??= message;
      process.send?.({ ended: nodeId });
    },
  });
  void link.open().then(() => {
    if (!link.isJoined) return;
    status.joined += 1;
    status.lastJoinMs = clock.now();
  });
}

function startBatches(number, { nodeId, t0Ms, assignment, link }) {
  const at = number % PATTERNS;
  const pattern = patterns.get(at) ?? new Pattern(at, t0Ms);
  patterns.set(at, pattern);
  let sent = 0;
  let isOver = false;
  const send = () => {
    const known = pattern.seconds.length;
    if (isOver || known === sent) return;
    batches.seq += 1;
    link.send(headed(nodeId, batches.seq, pattern.bodyOf(sent, known)));
    status.seconds += known - sent;
    sent = known;
  };
  const batches = {
    seq: 0,
    end: () => {
      send();
      isOver = true;
    },
  };
  // Nodes of a real run have not all the same rhythm either.
  const intervalMs = assignment.batchIntervalMs;
  const next = (waitMs) =>
    clock.setTimer(
      () => {
        send();
        if (!isOver) next(intervalMs);
      },
      waitMs,
      { background: true },
    );
  next(intervalMs * (1 + (number % 97) / 97));
  const durationMs = assignment.plan.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  clock.setTimer(() => finish(link, batches, assignment), t0Ms + durationMs - clock.now());
  return batches;
}

function finish(link, batches, assignment) {
  batches?.end();
  const users = { succeeded: assignment?.users.count ?? 0, failed: 0, neverStarted: 0 };
  link.notify("runner.finished", { lastSeq: batches?.seq ?? 0, users });
}

/** A batch in the format of `protocol/batch-codec.ts`: its head, and what all nodes of a pattern have in common. */
function headed(nodeId, seq, body) {
  const head = headOf(nodeId, seq);
  const batch = new Uint8Array(head.length + body.length);
  batch.set(head);
  batch.set(body, head.length);
  return batch;
}

function headOf(nodeId, seq) {
  const writer = new ByteWriter(64);
  writer.u8(0x4c);
  writer.u8(2);
  writer.varint(1);
  writer.varint(seq);
  writer.text(nodeId);
  return writer.finish();
}

/** Measurements of some of the nodes, recorded when each second is over. */
class Pattern {
  /** The seconds that are sealed. */
  seconds = [];
  #at;
  #t0Ms;
  #recorder = new Recorder();
  #bodies = new Map();

  constructor(at, t0Ms) {
    this.#at = at;
    this.#t0Ms = t0Ms;
    this.#recorder.startAt(t0Ms);
    this.#next(0);
  }

  /** The encoded seconds from `first` up to `end`, with a failure in some of them. */
  bodyOf(first, end) {
    const key = `${first}-${end}`;
    const known = this.#bodies.get(key);
    if (known !== undefined) return known;
    const part = { seconds: this.seconds.slice(first, end), failures: this.#failures(end), capped: [], customKinds: new Map() };
    const body = encodeBatch({ nodeId: "", epoch: 1, seq: 1, ...part }).subarray(headOf("", 1).length);
    this.#bodies.set(key, body);
    return body;
  }

  #next(second) {
    const waitMs = Math.max(1, this.#t0Ms + (second + 1) * 1000 - clock.now());
    const record = () => {
      this.#record(second);
      this.seconds.push(...this.#recorder.drain(clock.now()).seconds);
      this.#next(second + 1);
    };
    clock.setTimer(record, waitMs, { background: true });
  }

  #failures(second) {
    if (this.#at % 4 !== 0) return [];
    const signature = `failure ${this.#at}`;
    const sample = {
      category: "action",
      message: `${signature}: nothing appeared`,
      signature,
      operation: "click",
      step: 3,
      userId: 1,
    };
    return [{ signature, category: "action", count: 1, firstOffsetMs: second * 1000, sample }];
  }

  #record(second) {
    const recorder = this.#recorder;
    const endMs = this.#t0Ms + (second + 1) * 1000 - 1;
    const random = randomOf(this.#at * 7919 + second);
    const latency = (around) => around * (0.6 + 0.8 * random() ** 3);
    const perSecond = USERS / 5;
    for (let iteration = 0; iteration < perSecond; iteration++) {
      recorder.count("iterations", "succeeded", 1, endMs);
      recorder.sample("iteration_duration", "succeeded", latency(900), endMs, endMs - 900);
      for (const [at, step] of STEPS.entries()) {
        recorder.count("steps", step, 1, endMs);
        recorder.sample("step_duration", step, latency(40 * (at + 1)), endMs, endMs);
        if (!step.startsWith("click")) continue;
        for (const part of ["", "_server", "_patch", "_delay"])
          recorder.sample(`interaction${part}_duration`, step, latency(60), endMs, endMs);
      }
      for (const page of PAGES) {
        for (const vital of ["ttfb", "fcp", "lcp", "inp"])
          recorder.sample(`web_vital_${vital}`, page, latency(150), endMs, endMs);
        recorder.sample("http_endpoint_duration", `GET ${page}`, latency(30), endMs, endMs);
      }
      for (const type of ["document", "script", "image", "fetch"]) {
        recorder.sample("http_request_duration", type, latency(30), endMs, endMs);
        recorder.sample("http_request_ttfb", type, latency(20), endMs, endMs);
        recorder.count("http_bytes_received", type, 20_000, endMs);
      }
      recorder.count("http_requests", "2xx", 12, endMs);
    }
    recorder.gauge("node_cpu", 0.3 + 0.3 * random(), endMs);
    recorder.gauge("node_memory", 0.4, endMs);
    recorder.gauge("node_event_loop_delay", 12, endMs);
    recorder.activeUsers(USERS, endMs);
    // One of the patterns is starved for three seconds of every half a minute.
    const throttledMs = this.#at === 0 && second % 30 < 3 ? 400 : 0;
    recorder.health(second, { throttledMs, browserLatenessMs: [2], pageLatenessMs: [], cpu: 0.4, memory: 0.4 });
  }
}

/** Numbers between 0 and 1 (mulberry32). */
function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function tell() {
  const joinMs = status.lastJoinMs === undefined ? undefined : Math.round(status.lastJoinMs - status.firstLaunchMs);
  const { launched, joined, refused, seconds } = status;
  const file = process.env.LIVELOAD_SIMULATED_STATUS;
  // Readers must never see half a file.
  writeFileSync(`${file}.new`, JSON.stringify({ launched, joined, joinMs, refused, seconds }));
  renameSync(`${file}.new`, file);
}
