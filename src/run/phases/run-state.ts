import { LiveLoadError, messageOf } from "../../base/errors.js";
import type { RunHost } from "../../base/host.js";
import type { Cluster } from "../../cluster/cluster.js";
import type { Trial } from "../../cluster/cluster-options.js";
import type { ResolvedOptions } from "../../config/resolved-options.js";
import type { RunAggregate } from "../../result/run-aggregate.js";
import type { LoadedPart } from "../../scenario/authoring/scenario-parts.js";
import type { Calibration } from "../calibration/judge-trial.js";
import type { JournalWriter } from "../journal/journal-writer.js";
import type { LivePicture } from "../live/live-picture.js";
import type { LoadedScenario } from "../load-test/load-scenario.js";
import type { StopRequest } from "../load-test/stop-request.js";
import type { OutputFolder } from "../report-folder/output-folder.js";
import type { RunEvent } from "../run-events.js";
import type { ThrottleDesk } from "../throttles/throttle-desk.js";

/** A part of the scenario whose `setup` came to its end, and what it returned. */
export interface SetUpPart {
  readonly part: LoadedPart;
  readonly value: unknown;
}

/** When the load began. */
export interface LoadStart {
  /** On our monotonic clock. */
  readonly t0Ms: number;
  /** Of wall time. */
  readonly startedAtMs: number;
  readonly skewMs: number;
}

/** The scenario's own wish to end the run. */
export interface ScenarioAbort {
  readonly message: string;
  readonly node: string;
  readonly offsetMs: number | undefined;
}

/** What a run acts through. */
export interface RunPorts {
  readonly runId: string;
  /** Absolute path of the scenario's module. */
  readonly file: string;
  readonly host: RunHost;
  readonly stop: StopRequest;
  readonly emit: (event: RunEvent) => void;
  /** Present when somebody watches the load closely. */
  readonly onLive?: ((picture: LivePicture) => void) | undefined;
}

/** What the phases of a run hand on to each other. */
export class RunState {
  readonly ports: RunPorts;
  readonly folder: OutputFolder;
  /** The folder of all scenarios, where there are several. */
  readonly parent: OutputFolder | undefined;
  readonly journal: JournalWriter;
  readonly aggregate: RunAggregate;
  /** What is known before the scenario has been read. */
  readonly given: ResolvedOptions;
  #loaded: LoadedScenario | undefined;
  #cluster: Cluster | undefined;
  readonly #writing = new Set<Promise<void>>();
  /** How many users a node carries, where that was tried out. */
  calibration: Calibration | undefined;
  /** Of a run that tries it out. */
  trial: Trial | undefined;
  start: LoadStart | undefined;
  /** When the last user had ended, on our monotonic clock. */
  endedAtMs: number | undefined;
  abort: ScenarioAbort | undefined;
  /** Present once the scenario was read. */
  throttles: ThrottleDesk | undefined;
  /** What was set up, in the order in which it was. */
  readonly setUp: SetUpPart[] = [];

  constructor(parts: Pick<RunState, "ports" | "folder" | "parent" | "journal" | "aggregate" | "given">) {
    this.ports = parts.ports;
    this.folder = parts.folder;
    this.parent = parts.parent;
    this.journal = parts.journal;
    this.aggregate = parts.aggregate;
    this.given = parts.given;
  }

  /** The scenario; throws before it was read. */
  get loaded(): LoadedScenario {
    return this.#loaded ?? missing("the scenario");
  }

  set loaded(scenario: LoadedScenario) {
    this.#loaded = scenario;
  }

  get isLoaded(): boolean {
    return this.#loaded !== undefined;
  }

  /** The cluster; throws before it was started. */
  get cluster(): Cluster {
    return this.#cluster ?? missing("the cluster");
  }

  set cluster(cluster: Cluster) {
    this.#cluster = cluster;
  }

  get hasCluster(): boolean {
    return this.#cluster !== undefined;
  }

  /** Something that is written while the run goes on; that it failed is told, and does not end the run. */
  keep(writing: Promise<void>, what: string): void {
    const kept = writing.catch((error: unknown) =>
      this.ports.emit({ type: "warning", message: `${what} could not be written: ${messageOf(error)}` }),
    );
    this.#writing.add(kept);
    void kept.then(() => this.#writing.delete(kept));
  }

  /** Resolves when everything that was kept is written. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing);
  }
}

function missing(what: string): never {
  throw new LiveLoadError("INTERNAL", `a phase needs ${what} before there is one`);
}
