import type { TestProject } from "vitest/node";
import { openEngine, type TestEngine } from "./engine.js";
import { ensureImages } from "./images.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The engine's address; absent if there is no engine. */
    dockerHost: string | undefined;
    dockerTcpHost: string | undefined;
    /** The reason why tests with an engine are skipped. */
    noDocker: string | undefined;
  }
}

let engine: TestEngine | undefined;

/** Provides an engine and the images for all tests of this folder. */
export async function setup(project: TestProject): Promise<void> {
  const opened = await openEngine();
  if (typeof opened === "string") return project.provide("noDocker", opened);
  engine = opened;
  try {
    project.provide("noDocker", ensureImages(engine.host));
    project.provide("dockerHost", engine.host);
    project.provide("dockerTcpHost", engine.tcpHost);
  } catch (error) {
    await teardown();
    throw error;
  }
}

export async function teardown(): Promise<void> {
  await engine?.stop();
}
