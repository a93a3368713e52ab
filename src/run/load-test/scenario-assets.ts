import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { LiveLoadError } from "../../base/errors.js";
import type { Assignment } from "../../protocol/messages.js";

/** The largest file that is sent to nodes. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A file that is sent to nodes along with a scenario. */
export type ScenarioAsset = Assignment["assets"][number] & { readonly bytes: Uint8Array };

/** Collects the files that a scenario requests while it is loaded. */
export class ScenarioAssets {
  readonly #folder: string;
  readonly #files = new Map<string, string>();

  /** @param scenarioFile paths are relative to its folder */
  constructor(scenarioFile: string) {
    this.#folder = dirname(scenarioFile);
  }

  /** Adds a file and returns its absolute path. Throws `SCENARIO_LOAD_FAILED` when it is missing or too large. */
  add(name: string): string {
    const file = resolve(this.#folder, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile() !== true) throw unusable(name, `there is no file ${file}`);
    if (stat.size > MAX_BYTES) throw unusable(name, `it has ${stat.size} bytes, and at most ${MAX_BYTES} can be sent`);
    this.#files.set(name, file);
    return file;
  }

  /** Reads all added files. */
  async read(): Promise<readonly ScenarioAsset[]> {
    return Promise.all(
      [...this.#files].map(async ([name, file], index) => {
        const bytes = await readFile(file);
        const sha256 = createHash("sha256").update(bytes).digest("hex");
        return { name, path: `/assets/${index}`, sha256, sizeBytes: bytes.length, bytes };
      }),
    );
  }
}

function unusable(name: string, why: string): LiveLoadError {
  return new LiveLoadError("SCENARIO_LOAD_FAILED", `the asset ${JSON.stringify(name)} cannot be sent to nodes: ${why}`, {
    hint: "paths are relative to the scenario's file",
    details: { asset: name },
  });
}
