import type Docker from "dockerode";
import { LiveLoadError, messageOf } from "../../../base/errors.js";
import { type Engine, statusOf } from "./docker-engine.js";
import type { DockerOptions } from "./docker-options.js";

/** What pulling an image needs besides the engine. */
export interface ImagePorts {
  readonly signal: AbortSignal;
  /** Shows the progress as one line. */
  readonly onProgress: (message: string) => void;
}

/** Makes sure that the engine has the image. Rejects with `CLUSTER_NODE_CREATION_FAILED` and what to do. */
export async function ensureImage({ docker, patient }: Engine, { image, pull }: DockerOptions, ports: ImagePorts): Promise<void> {
  const present = await hasImage(docker, image);
  if (present && pull !== "always") return;
  if (pull === "never") throw missing(image, "the engine does not have it, and pull is never");
  try {
    await pullImage(patient, image, ports);
  } catch (error) {
    throw missing(image, `it could not be fetched: ${messageOf(error)}`, error);
  }
}

async function hasImage(docker: Docker, image: string): Promise<boolean> {
  try {
    await docker.getImage(image).inspect();
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

/** The engine answers 200 even on failure; errors are in the stream. */
async function pullImage(docker: Docker, image: string, { signal, onProgress }: ImagePorts): Promise<void> {
  const stream = await docker.pull(image, { abortSignal: signal });
  const layers = new Map<string, { readonly current: number; readonly total: number }>();
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error) => (error === null ? resolve() : reject(error)),
      (event: PullEvent) => {
        const { id, progressDetail } = event;
        if (id === undefined || progressDetail?.current === undefined || progressDetail.total === undefined) return;
        layers.set(id, { current: progressDetail.current, total: progressDetail.total });
        onProgress(`fetching ${image}: ${progressText([...layers.values()])}`);
      },
    );
  });
}

interface PullEvent {
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

function progressText(layers: readonly { readonly current: number; readonly total: number }[]): string {
  const mib = (key: "current" | "total") => Math.round(layers.reduce((sum, layer) => sum + layer[key], 0) / 1024 ** 2);
  return `${mib("current")} of ${mib("total")} MiB`;
}

function missing(image: string, why: string, cause?: unknown): LiveLoadError {
  return new LiveLoadError("CLUSTER_NODE_CREATION_FAILED", `the image ${image} cannot be used: ${why}`, {
    hint: "build it with `npm run image`, or name one with --backend-option image=NAME",
    details: { image },
    cause,
  });
}
