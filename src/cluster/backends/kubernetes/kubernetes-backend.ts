import { readFileSync } from "node:fs";
import { invalidBackendOption } from "../../../base/backend-options.js";
import { throwIfAborted } from "../../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../../base/errors.js";
import { EventQueue } from "../../../base/event-queue.js";
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
import { apiError, wordsOf } from "./api-errors.js";
import { deletePod, endControllers, endNodes, endRun } from "./end-nodes.js";
import { connectKubernetes, type Kubernetes } from "./kubernetes-client.js";
import { type KubernetesOptions, parseKubernetesOptions } from "./kubernetes-options.js";
import { diagnosePlace } from "./launch/diagnose-pod.js";
import { followLaunch } from "./launch/follow-launch.js";
import { controllersOf, leftoversOf } from "./objects/leftovers.js";
import { type Anchor, anchorConfigMap, expiryJob, nodeJob, nodeSecret } from "./objects/node-job.js";
import type { PodTemplate } from "./objects/node-pod.js";
import { EXPIRES_LABEL, hasLabels, labelsOfNodes, RUN_LABEL } from "./objects/run-labels.js";
import { type ClusterRoom, checkRoomFor, NO_ROOM_KNOWN, roomTextOf } from "./preflight/cluster-room.js";
import { checkCluster } from "./preflight/preflight.js";
import { livingNodes, placeOf, placeOfPod, refOf } from "./run-nodes.js";

/** Environment variables of a controller that runs in a pod: its address, name and uid. */
const POD = { address: "LIVELOAD_POD_IP", name: "LIVELOAD_POD_NAME", uid: "LIVELOAD_POD_UID" } as const;

/** Nodes are pods of a Kubernetes cluster: a Job for each launch, all owned by one ConfigMap. */
export class KubernetesBackend implements ClusterBackend {
  readonly name = "kubernetes";
  readonly caps: BackendCapabilities = {
    // An image may have to be pulled first; what keeps a pod from starting is reported at once.
    bootTimeoutMs: 300_000,
    singleNode: false,
  };
  readonly #options: KubernetesOptions;
  readonly #context: BackendContext;
  /** Nodes that have been stopped, even if their pod has not been created yet. */
  readonly #unwanted = new Set<string>();
  #kubernetes: Promise<Kubernetes> | undefined;
  #anchor: Promise<Anchor> | undefined;
  #room: ClusterRoom | undefined;
  #launches = 0;
  #isTroubled = false;

  constructor(options: Readonly<Record<string, unknown>>, context: BackendContext) {
    this.#options = parseKubernetesOptions(options);
    this.#context = context;
  }

  get image(): string {
    return this.#options.image;
  }

  async preflight(signal: AbortSignal): Promise<void> {
    const kubernetes = await this.#connect();
    const { runId, clock } = this.#context;
    throwIfAborted(signal);
    const podTemplate = readTemplate(this.#options.podTemplate, kubernetes);
    const parts = { kubernetes, options: this.#options, podTemplate, runId, now: clock.wallTime() };
    this.#room = await checkCluster(parts).catch((error: unknown) => {
      const role = error instanceof LiveLoadError ? error.details.role : undefined;
      if (role !== undefined) this.#context.onWarning(`rights are missing; this role has them:\n\n${role as string}`);
      throw error;
    });
    throwIfAborted(signal);
  }

  reach(): { readonly listenHost: string; readonly advertiseHost: string } {
    const address = this.#context.env[POD.address];
    if (address !== undefined && address !== "") return { listenHost: address, advertiseHost: address };
    throw new LiveLoadError("INVALID_OPTION", "pods cannot reach this machine", {
      hint: "give an address that they can reach with --listen, plus --advertise if they reach it by another one; or run the controller in the cluster with --in-cluster",
      details: { option: "listen" },
    });
  }

  checkRoom(nodes: number): void {
    checkRoomFor(nodes, this.#options.nodes, { room: this.#room ?? NO_ROOM_KNOWN, onWarning: this.#context.onWarning });
  }

  roomText(): string {
    return roomTextOf(this.#room ?? NO_ROOM_KNOWN, this.#options.nodes);
  }

  async *launch(specs: readonly NodeSpec[], signal: AbortSignal): AsyncIterable<NodeEvent> {
    if (specs.length === 0) return;
    const kubernetes = await this.#connect();
    const job = await this.#createJob(specs, kubernetes, signal);
    const events = new EventQueue<NodeEvent>();
    for (const [index, labels] of labelsOfNodes(job.metadata?.annotations).entries())
      events.push({
        type: "created",
        ref: refOf({ namespace: kubernetes.namespace, job: job.metadata?.name ?? "", index }, labels),
      });
    const launch = {
      kubernetes,
      job: job.metadata?.name ?? "",
      nodeIds: specs.map(({ nodeId }) => nodeId),
      waitForRoomMs: this.#options.waitForRoomMs,
      onPod: (pod: Parameters<typeof placeOfPod>[0]) => {
        this.#isTroubled = false;
        const { namespace, job: of, index } = placeOfPod(pod);
        // The node was stopped before its pod was created.
        const isLate = this.#unwanted.has(`${namespace}/${of}/${index}`) && pod.metadata?.deletionTimestamp === undefined;
        if (isLate) void deletePod(pod, 1, kubernetes).catch((error: unknown) => this.#trouble(error));
      },
      onTrouble: (error: unknown) => this.#trouble(error),
    };
    const over = new AbortController();
    const ports = { events, clock: this.#context.clock, signal: AbortSignal.any([signal, over.signal]) };
    void followLaunch(launch, ports).finally(() => events.end());
    try {
      yield* this.#shown(events);
    } finally {
      over.abort();
    }
  }

  async diagnose(ref: NodeRef): Promise<NodeDiagnosis> {
    const place = placeOf(ref);
    return place === undefined ? { status: "the pod is gone", lastLines: [] } : diagnosePlace(place, await this.#connect());
  }

  async stop(refs: readonly NodeRef[], graceMs: number): Promise<void> {
    const places = refs.map(placeOf).filter((place) => place !== undefined);
    for (const { namespace, job, index } of places) this.#unwanted.add(`${namespace}/${job}/${index}`);
    await endNodes(places, graceMs, await this.#endPorts());
  }

  async list(labels: Readonly<Record<string, string>>): Promise<readonly NodeRef[]> {
    const { core, batch, namespace, server } = await this.#connect();
    const runId = labels[RUN_LABEL];
    const labelSelector = runId === undefined ? RUN_LABEL : `${RUN_LABEL}=${runId}`;
    const ask = { namespace, labelSelector };
    const found = [core.listNamespacedPod(ask), batch.listNamespacedJob(ask), core.listNamespacedConfigMap(ask)] as const;
    const [pods, jobs, anchors] = await Promise.all(found).catch((error: unknown) => {
      throw apiError("cannot list the objects of the run", server, error);
    });
    const nodes = livingNodes(jobs.items, pods.items).filter(
      ({ id }) => !this.#unwanted.has(id) || pods.items.some((pod) => isAt(pod, id)),
    );
    // Objects without nodes that a dead controller left behind are listed once they have expired.
    const now = this.#context.clock.wallTime();
    const rest = anchors.items.filter(({ metadata }) => Number(metadata?.labels?.[EXPIRES_LABEL] ?? Number.NaN) < now);
    const leftovers = rest.map(({ metadata }) => ({
      nodeId: metadata?.name ?? "",
      id: metadata?.name ?? "",
      labels: metadata?.labels ?? {},
    }));
    return [...nodes, ...leftovers].filter((ref) => hasLabels(ref.labels ?? {}, labels));
  }

  async leftovers(runId: string | undefined): Promise<readonly RunLeftover[]> {
    return leftoversOf(runId, await this.#connect());
  }

  async destroyAll(runId: string): Promise<void> {
    const ports = await this.#endPorts();
    // A controller in the cluster must not end itself during cleanup: its output has yet to be fetched.
    if (runId !== this.#context.runId) await endControllers(await controllersOf(runId, ports.kubernetes), ports);
    await endRun(runId, ports);
  }

  #connect(): Promise<Kubernetes> {
    this.#kubernetes ??= connectKubernetes(this.#options, this.#context.env);
    return this.#kubernetes;
  }

  async #endPorts(): Promise<Parameters<typeof endRun>[1]> {
    const { clock, onWarning } = this.#context;
    return { kubernetes: await this.#connect(), clock, onWarning };
  }

  async #createJob(specs: readonly NodeSpec[], kubernetes: Kubernetes, signal: AbortSignal): Promise<ReturnType<typeof nodeJob>> {
    const { core, batch, namespace, server } = kubernetes;
    const { runId, clock } = this.#context;
    this.#launches += 1;
    const name = `live-load-${specs[0]?.labels[RUN_LABEL] ?? runId}-${this.#launches}`;
    const podTemplate = readTemplate(this.#options.podTemplate, kubernetes);
    try {
      this.#anchor ??= this.#createAnchor(specs, podTemplate, kubernetes);
      const anchor = await this.#anchor;
      const parts = { name, anchor, options: this.#options, podTemplate, now: clock.wallTime() };
      throwIfAborted(signal);
      await core.createNamespacedSecret({ namespace, body: nodeSecret(specs, parts) });
      throwIfAborted(signal);
      return await batch.createNamespacedJob({ namespace, body: nodeJob(specs, parts), fieldValidation: "Strict" });
    } catch (error) {
      if (error instanceof LiveLoadError) throw error;
      throw apiError("cannot create the pods", server, error);
    }
  }

  async #createAnchor(
    specs: readonly NodeSpec[],
    podTemplate: PodTemplate | undefined,
    { core, batch, namespace }: Kubernetes,
  ): Promise<Anchor> {
    const { runId, expiresAt, env, clock } = this.#context;
    const [name, uid] = [env[POD.name], env[POD.uid]];
    try {
      // The objects are removed with the pod of the controller, or else at the run's deadline.
      const owner = async () => {
        if (name !== undefined && uid !== undefined) return { apiVersion: "v1", kind: "Pod", name, uid };
        const body = expiryJob(specs, {
          name: `live-load-${runId}-end-${this.#launches}`,
          runId,
          expiresAt,
          options: this.#options,
          podTemplate,
          now: clock.wallTime(),
        });
        const { metadata } = await batch.createNamespacedJob({ namespace, body });
        return { apiVersion: "batch/v1", kind: "Job", name: metadata?.name ?? "", uid: metadata?.uid ?? "" };
      };
      const body = anchorConfigMap(runId, expiresAt, await owner());
      const { metadata } = await core.createNamespacedConfigMap({ namespace, body });
      return { name: metadata?.name ?? "", uid: metadata?.uid ?? "" };
    } catch (error) {
      // The next attempt creates it again.
      this.#anchor = undefined;
      throw error;
    }
  }

  /** Passes events on, and shows the user what pending nodes wait for. */
  async *#shown(events: AsyncIterable<NodeEvent>): AsyncIterable<NodeEvent> {
    for await (const event of events) {
      if (event.type === "pending") this.#context.onProgress(`${event.nodeId}: ${event.reason}`);
      yield event;
    }
  }

  /** Warns once that the API server cannot be followed, until it can be again. */
  #trouble(error: unknown): void {
    if (this.#isTroubled) return;
    this.#isTroubled = true;
    this.#context.onWarning(`the Kubernetes API does not report the state of the pods (${wordsOf(error)}); retrying`);
  }
}

function isAt(pod: Parameters<typeof placeOfPod>[0], id: string): boolean {
  const { namespace, job, index } = placeOfPod(pod);
  return `${namespace}/${job}/${index}` === id;
}

/** The user's pod template, read from its file if a path is given. Throws `INVALID_OPTION`. */
function readTemplate(given: KubernetesOptions["podTemplate"], { client }: Kubernetes): PodTemplate | undefined {
  if (typeof given !== "string") return given;
  try {
    return client.loadYaml<PodTemplate>(readFileSync(given, "utf8"));
  } catch (error) {
    throw invalidBackendOption("podTemplate", given, `a file that can be read as YAML or JSON (${messageOf(error)})`);
  }
}
