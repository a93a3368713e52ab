/**
 * A backend whose nodes are simulated by one process: each has a connection of its own to the controller and speaks the
 * real protocol, without watchdog, runner and browser. What the process knows is written to the file that
 * LIVELOAD_SIMULATED_STATUS names.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const NODES = fileURLToPath(new URL("simulated-nodes.mjs", import.meta.url));

/** @returns {import("../../dist/cluster/backend.js").ClusterBackend} */
export function createBackend(_options, { env }) {
  return new SimulatedBackend(env);
}

class SimulatedBackend {
  name = "simulated";
  caps = { bootTimeoutMs: 60_000, singleNode: false };
  #env;
  #child;
  #alive = new Map();

  constructor(env) {
    this.#env = env;
  }

  async preflight() {
    this.#child = fork(NODES, [], { env: this.#env, execArgv: [], stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#child.on("message", ({ ended }) => this.#end(ended));
    this.#child.on("exit", () => {
      for (const nodeId of [...this.#alive.keys()]) this.#end(nodeId);
    });
    await once(this.#child, "spawn");
  }

  async *launch(specs, signal) {
    const ended = [];
    let wake = () => {};
    for (const { nodeId, labels } of specs) {
      const onEnd = () => {
        ended.push(nodeId);
        wake();
      };
      this.#alive.set(nodeId, { ref: { nodeId, id: nodeId, labels }, onEnd });
      yield { type: "created", ref: { nodeId, id: nodeId, labels } };
    }
    this.#child.send({ launch: specs.map(({ nodeId, secret, argv }) => ({ nodeId, secret: secret.reveal(), argv })) });
    signal.addEventListener("abort", () => wake(), { once: true });
    for (let left = specs.length; left > 0 && !signal.aborted; ) {
      for (const nodeId of ended.splice(0)) {
        left -= 1;
        yield { type: "exited", nodeId, code: 0, reason: "it was stopped" };
      }
      if (left > 0 && !signal.aborted)
        await new Promise((resolve) => {
          wake = resolve;
        });
    }
  }

  async diagnose({ nodeId }) {
    return { status: this.#alive.has(nodeId) ? "simulated" : "ended", lastLines: [] };
  }

  async stop(refs) {
    for (const { nodeId } of refs) this.#end(nodeId);
    if (this.#alive.size === 0) this.#child?.kill();
  }

  async list() {
    return [...this.#alive.values()].map(({ ref }) => ref);
  }

  async destroyAll() {
    await this.stop(await this.list());
  }

  #end(nodeId) {
    const node = this.#alive.get(nodeId);
    this.#alive.delete(nodeId);
    node?.onEnd();
  }
}
