import type { TestProject } from "vitest/node";
import { openEngine } from "../docker/engine.js";
import { ensureImages, NODE_IMAGE, TINY } from "../docker/images.js";
import { type ControlPlaneAddress, type StartedControlPlane, startControlPlane } from "./control-plane/index.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The argument of `connectControlPlane`; absent if there is no cluster. */
    kubernetes: ControlPlaneAddress | undefined;
    /** The reason why tests with Kubernetes are skipped. */
    noKubernetes: string | undefined;
  }
}

let controlPlane: StartedControlPlane | undefined;

/** Provides a cluster for all tests of this folder, with this version's image and the contract suite's on its node. */
export async function setup(project: TestProject): Promise<void> {
  const started = await startControlPlane();
  if (typeof started === "string") return skip(project, started);
  controlPlane = started;
  try {
    const noImage = await importNodeImage(started);
    if (noImage !== undefined) return skip(project, noImage);
    project.provide("kubernetes", started.address);
  } catch (error) {
    await teardown();
    throw error;
  }
}

export async function teardown(): Promise<void> {
  await controlPlane?.stop();
}

/** Prints the reason, since reporters name no tests of a skipped file. */
function skip(project: TestProject, reason: string): void {
  process.stderr.write(`tests with Kubernetes are skipped: ${reason}\n`);
  project.provide("noKubernetes", reason);
}

/** A string is the reason why there is no image. */
async function importNodeImage(target: StartedControlPlane): Promise<string | undefined> {
  const engine = await openEngine();
  if (typeof engine === "string") return `no image can be built: ${engine}`;
  try {
    const missing = ensureImages(engine.host);
    if (missing !== undefined) return missing;
    for (const tag of [NODE_IMAGE, TINY]) await target.importImage({ tag, dockerHost: engine.host });
    return undefined;
  } finally {
    await engine.stop();
  }
}
