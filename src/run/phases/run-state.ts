import { LiveLoadError, messageOf } from "../../base/errors.js";
import type { RunHost } from "../../base/host.js";
import type { Cluster } from "../../cluster/cluster.js";
import type { Trial } from "../../cluster/cluster-options.js";
import type { ResolvedOptions } from "../../config/resolved-options.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import type { LoadedPart } from "../../scenario/authoring/scenario-parts.js";
import type { OpenSetUpPage } from "../../scenario/authoring/set-up-means.js";
import type { Calibration } from "../calibration/judge-trial.js";
import { EVIDENCE_BUDGET_BYTES, EvidenceDesk } from "../evidence/evidence-desk.js";
import { TRACE_BUDGET_BYTES, TraceDesk } from "../evidence/trace-desk.js";
import type { JournalWriter } from "../journal/journal-writer.js";
import type { LiveNodes, LivePicture } from "../live/live-picture.js";
import type { LoadedScenario } from "../load-test/loaded-scenario.js";
import type { StopRequest } from "../load-test/stop-request.js";
import type { OutputFolder } from "../report-folder/output-folder.js";
import type { RunEvent } from "../run-events.js";
import { SteeredLoad } from "../steering/steered-load.js";
import type { Steers } from "../steering/steers.js";
import type { ThrottleDesk } from "../throttles/throttle-desk.js";

/** A part of the scenario whose `setup` has completed, and what it returned. */
export interface SetUpPart {
  readonly part: LoadedPart;
  readonly value: unknown;
}

/** When the load began. */
export interface LoadStart {
  /** On the controller's monotonic clock. */
  readonly t0Ms: number;
  /** In wall time. */
  readonly startedAtMs: number;
  readonly skewMs: number;
}

/** The scenario's own call of `abort`. */
export interface ScenarioAbort {
  readonly message: string;
  readonly node: string;
  readonly offsetMs: number | undefined;
}

/** A run in which somebody looks for the cause of a failure. */
export interface RunDebug {
  /** A failed iteration waits, with its page open, until the run is stopped. */
  readonly pausesOnFailure: boolean;
}

/** The world around a run. */
export interface RunPorts {
  readonly runId: string;
  /** Absolute path of the scenario's module. */
  readonly file: string;
  readonly host: RunHost;
  readonly stop: StopRequest;
  readonly emit: (event: RunEvent) => void;
  readonly openSetUpPage?: OpenSetUpPage | undefined;
  /** Present when the dashboard follows the run. */
  readonly onLive?: ((picture: LivePicture) => void) | undefined;
  readonly onNodes?: ((nodes: LiveNodes) => void) | undefined;
  /** Present when steps are told as they happen, and evidence of every iteration is kept. */
  readonly debug?: RunDebug | undefined;
}

/** What the phases of a run pass on to each other. */
export class RunState {
  readonly ports: RunPorts;
  readonly folder: OutputFolder;
  /** The folder that holds the folders of several scenarios. */
  readonly parent: OutputFolder | undefined;
  readonly journal: JournalWriter;
  /** Measurements of the users in browsers. */
  readonly aggregate: RunAggregate;
  /** Measurements of background users. */
  readonly background = new RunAggregate({ byNode: false });
  readonly evidence: EvidenceDesk;
  readonly traces: TraceDesk;
  /** The options before the scenario has been read. */
  readonly given: ResolvedOptions;
  #loaded: LoadedScenario | undefined;
  #load: SteeredLoad | undefined;
  /** Present once a scenario with background users has been read. */
  backgroundLoad: SteeredLoad | undefined;
  #cluster: Cluster | undefined;
  readonly #writing = new Set<Promise<void>>();
  /** Present after a calibration. */
  calibration: Calibration | undefined;
  /** Present in the trial run of a calibration. */
  trial: Trial | undefined;
  start: LoadStart | undefined;
  /** When the last user ended, on the controller's monotonic clock. */
  endedAtMs: number | undefined;
  /** When the last user of each kind ended, on that clock; empty in a run without background users. */
  readonly ends: { browsers?: number; background?: number } = {};
  abort: ScenarioAbort | undefined;
  /** Present from the start of the load. */
  steering: Steers | undefined;
  /** Present once the scenario has been read. */
  throttles: ThrottleDesk | undefined;
  /** The parts that were set up, in order. */
  readonly setUp: SetUpPart[] = [];

  constructor(parts: Pick<RunState, "ports" | "folder" | "parent" | "journal" | "aggregate" | "given">) {
    this.ports = parts.ports;
    this.folder = parts.folder;
    this.parent = parts.parent;
    this.journal = parts.journal;
    this.aggregate = parts.aggregate;
    this.given = parts.given;
    const { folder, journal, aggregate } = parts;
    const { clock } = parts.ports.host;
    const note = (added: unknown) => void journal.append({ type: "note", note: added });
    this.evidence = new EvidenceDesk({
      clock,
      aggregate: { node: (name) => aggregate.node(name) ?? this.background.node(name) },
      folder,
      note,
      keep: (work) => this.keep(work, "evidence of a failure"),
      budgetBytes: EVIDENCE_BUDGET_BYTES - (parts.given.values.trace ? TRACE_BUDGET_BYTES : 0),
    });
    this.traces = new TraceDesk({
      clock,
      aggregate,
      write: (path, content) => folder.write(path, content),
      note,
      keep: (work) => this.keep(work, "a trace"),
      warn: (message) => parts.ports.emit({ type: "warning", message }),
    });
  }

  /** The scenario; throws before it has been read. */
  get loaded(): LoadedScenario {
    return this.#loaded ?? missing("the scenario");
  }

  set loaded(scenario: LoadedScenario) {
    this.#loaded = scenario;
    const { plan, users, background } = scenario;
    this.#load = new SteeredLoad(plan, users);
    if (background !== undefined) this.backgroundLoad = new SteeredLoad(background.plan, background.users);
  }

  /** Its load as it stands now; throws before it has been read. */
  get load(): SteeredLoad {
    return this.#load ?? missing("the load");
  }

  get isLoaded(): boolean {
    return this.#loaded !== undefined;
  }

  /** The cluster; throws before it has been started. */
  get cluster(): Cluster {
    return this.#cluster ?? missing("the cluster");
  }

  set cluster(cluster: Cluster) {
    this.#cluster = cluster;
  }

  get hasCluster(): boolean {
    return this.#cluster !== undefined;
  }

  /** Tracks a write that goes on during the run; a failure causes a warning and does not end the run. */
  keep(writing: Promise<void>, what: string): void {
    const kept = writing.catch((error: unknown) =>
      this.ports.emit({ type: "warning", message: `${what} could not be written: ${messageOf(error)}` }),
    );
    this.#writing.add(kept);
    void kept.then(() => this.#writing.delete(kept));
  }

  /** Resolves when all tracked writes have finished. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing);
  }
}

function missing(what: string): never {
  throw new LiveLoadError("INTERNAL", `a phase needs ${what} before there is one`);
}
