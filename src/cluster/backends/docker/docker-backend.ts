import type Docker from "dockerode";
import { throwIfAborted } from "../../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../../base/errors.js";
import { mergeEvents } from "../../../base/merge-events.js";
import type {
  BackendCapabilities,
  BackendContext,
  ClusterBackend,
  NodeDiagnosis,
  NodeEvent,
  NodeRef,
  NodeSpec,
  RunLeftover,
} from "../../backend.js";
import { connectEngine, type Engine, engineError, goneIsSuccess, statusOf } from "./docker-engine.js";
import { ensureImage } from "./docker-image.js";
import { createNetwork, findNetwork, type NodeNetwork, removeNetworks } from "./docker-network.js";
import { type DockerOptions, parseDockerOptions } from "./docker-options.js";
import { refusalOf } from "./engine-refusals.js";
import { checkOneFits, crowdedRoom, type EngineRoom, roomOf, roomTextOf } from "./engine-room.js";
import { linesOfLog, nodeContainer } from "./node-container.js";

const LAST_LINES = 20;

/** Runs nodes as containers of a Docker Engine, local or remote. */
export class DockerBackend implements ClusterBackend {
  readonly name = "docker";
  readonly caps: BackendCapabilities = {
    bootTimeoutMs: 120_000,
    singleNode: false,
  };
  readonly #options: DockerOptions;
  readonly #context: BackendContext;
  #engine: Promise<Engine> | undefined;
  #network: Promise<NodeNetwork> | undefined;
  #gateway: string | undefined;
  #room: EngineRoom | undefined;
  #isLocal = true;

  constructor(options: Readonly<Record<string, unknown>>, context: BackendContext) {
    this.#options = parseDockerOptions(options);
    this.#context = context;
  }

  get image(): string {
    return this.#options.image;
  }

  async preflight(signal: AbortSignal): Promise<void> {
    const engine = await this.#connect(signal);
    this.#isLocal = engine.facts.isLocal;
    try {
      this.#room = await roomOf(engine.docker);
      checkOneFits(this.#options, this.#room);
      await ensureImage(engine, this.#options, { signal, onProgress: this.#context.onProgress });
      throwIfAborted(signal);
      this.#gateway = (await this.#networkOf(engine.docker)).gateway;
    } catch (error) {
      throw engineError("the Docker Engine could not be prepared", error);
    }
  }

  checkRoom(nodes: number): void {
    const crowded = this.#room === undefined ? undefined : crowdedRoom(nodes, this.#options, this.#room);
    if (crowded !== undefined) this.#context.onWarning(crowded);
  }

  reach(): { readonly listenHost: string; readonly advertiseHost: string } {
    if (this.#context.platform === "darwin") return { listenHost: "0.0.0.0", advertiseHost: "host.docker.internal" };
    if (this.#isLocal && this.#gateway !== undefined) return { listenHost: this.#gateway, advertiseHost: this.#gateway };
    throw new LiveLoadError("INVALID_OPTION", "containers of this Docker Engine cannot reach this machine", {
      hint: "give an address that they can reach with --listen, plus --advertise if they reach it by another one",
      details: { option: "listen" },
    });
  }

  roomText(): string {
    return this.#room === undefined ? "not known yet" : roomTextOf(this.#options, this.#room);
  }

  async *launch(specs: readonly NodeSpec[], signal: AbortSignal): AsyncIterable<NodeEvent> {
    if (specs.length === 0) return;
    const { docker, patient } = await this.#connect();
    const network = await this.#networkOf(docker);
    const containers = specs.map((spec) => (push: (event: NodeEvent) => void) => this.#follow(patient, spec, { network, push }));
    yield* mergeEvents(containers, signal);
  }

  async diagnose(ref: NodeRef): Promise<NodeDiagnosis> {
    const { docker } = await this.#connect();
    const container = docker.getContainer(ref.id);
    try {
      const { State } = await container.inspect();
      const log = await container.logs({ stdout: true, stderr: true, tail: LAST_LINES });
      const memory = State.OOMKilled ? ", out of memory" : "";
      const status = State.Running ? "the container is running" : `the container has exited with code ${State.ExitCode}${memory}`;
      return { status, lastLines: linesOfLog(log).slice(-LAST_LINES) };
    } catch (error) {
      if (statusOf(error) === 404) return { status: "the container is gone", lastLines: [] };
      throw error;
    }
  }

  async stop(refs: readonly NodeRef[], graceMs: number): Promise<void> {
    const engine = await this.#connect();
    await Promise.all(refs.map(({ id }) => endContainer(engine, id, graceMs)));
  }

  async list(labels: Readonly<Record<string, string>>): Promise<readonly NodeRef[]> {
    const { docker } = await this.#connect();
    const wanted = ["liveload.run", ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)];
    const containers = await docker.listContainers({ all: true, filters: { label: wanted } });
    // A container that has exited keeps only its log; it no longer counts as a node.
    return containers.filter(({ State }) => !["exited", "dead", "removing"].includes(State)).map(refOf);
  }

  async leftovers(runId: string | undefined): Promise<readonly RunLeftover[]> {
    const { docker } = await this.#connect();
    const filters = { label: [runId === undefined ? "liveload.run" : `liveload.run=${runId}`] };
    const [containers, networks] = await Promise.all([
      docker.listContainers({ all: true, filters }),
      docker.listNetworks({ filters }),
    ]);
    const thing = (kind: string, name: string, labels: Readonly<Record<string, string>> = {}) => ({
      kind,
      name,
      runId: labels["liveload.run"] ?? "",
      labels,
    });
    return [
      ...containers.map(({ Id, Names, Labels }) => thing("container", Names[0] ?? Id, Labels)),
      ...networks.map(({ Name, Labels }) => thing("network", Name, Labels)),
    ];
  }

  async destroyAll(runId: string): Promise<void> {
    const engine = await this.#connect();
    const { docker } = engine;
    const containers = await docker.listContainers({ all: true, filters: { label: [`liveload.run=${runId}`] } });
    await Promise.all(containers.map(({ Id }) => endContainer(engine, Id, 0)));
    await removeNetworks(docker, runId);
  }

  #connect(signal?: AbortSignal): Promise<Engine> {
    const { clock, env } = this.#context;
    this.#engine ??= connectEngine(env, { clock, signal }).catch((error: unknown) => {
      // Connects anew next time: the engine may answer by then.
      this.#engine = undefined;
      throw error;
    });
    return this.#engine;
  }

  /** The network given by the user, or else the run's own, which is created once. */
  #networkOf(docker: Docker): Promise<NodeNetwork> {
    const { runId, expiresAt } = this.#context;
    const { network } = this.#options;
    const labels = { "liveload.run": runId, "liveload.expires": String(expiresAt) };
    this.#network ??= network === undefined ? createNetwork(docker, `live-load-${runId}`, labels) : findNetwork(docker, network);
    return this.#network;
  }

  /** Creates the container of one node and reports its events until it exits. */
  async #follow(
    docker: Docker,
    spec: NodeSpec,
    { network, push }: { readonly network: NodeNetwork; readonly push: (event: NodeEvent) => void },
  ): Promise<void> {
    const { nodeId } = spec;
    try {
      const container = await docker.createContainer(nodeContainer(spec, { options: this.#options, network: network.name }));
      push({ type: "created", ref: { nodeId, id: container.id, labels: spec.labels } });
      // Waits from before the start, so as not to miss a container that exits at once. "next-exit", as it is not running yet.
      const over = container.wait({ condition: "next-exit" }) as Promise<{ readonly StatusCode: number }>;
      over.catch(() => {});
      await container.start();
      push({ type: "running", nodeId });
      push({ type: "exited", nodeId, ...(await exitOf(container, over)) });
    } catch (error) {
      const refusal = refusalOf(error);
      push({ type: "failed", nodeId, reason: messageOf(error), ...(refusal === undefined ? {} : { refusal }) });
    }
  }
}

async function exitOf(
  container: Docker.Container,
  over: Promise<{ readonly StatusCode: number }>,
): Promise<{ readonly code: number; readonly reason: string }> {
  const { StatusCode: code } = await over;
  const state = await container.inspect().then(
    ({ State }) => State,
    () => undefined,
  );
  return { code, reason: state?.OOMKilled === true ? `exit code ${code}, out of memory` : `exit code ${code}` };
}

async function endContainer({ docker, patient }: Engine, id: string, graceMs: number): Promise<void> {
  const container = docker.getContainer(id);
  // The engine answers only when the container has stopped or the grace period is over.
  if (graceMs > 0)
    await patient
      .getContainer(id)
      .stop({ t: Math.max(1, Math.ceil(graceMs / 1000)) })
      .catch(goneIsSuccess);
  await container.remove({ force: true, v: true }).catch(goneIsSuccess);
}

function refOf({ Id, Labels }: Docker.ContainerInfo): NodeRef {
  return { nodeId: Labels["liveload.node"] ?? Id, id: Id, labels: Labels };
}
