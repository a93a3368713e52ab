import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { copyFile, readFile, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { LiveLoadError } from "../../base/errors.js";
import { makeTemporaryFolder } from "../../base/folders/needed-folders.js";
import type { UserCodeLimits } from "../../base/user-code.js";
import type { Assignment } from "../../protocol/messages.js";
import { adapterOfModule, refusedAdapter } from "../../scenario/authoring/adapter-module.js";
import { LARGEST_ASSET_BYTES } from "../../scenario/authoring/asset.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";

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
    if (stat.size > LARGEST_ASSET_BYTES)
      throw unusable(name, `it has ${stat.size} bytes, and at most ${LARGEST_ASSET_BYTES} can be sent`);
    this.#files.set(name, file);
    return file;
  }

  /** The path as the scenario has written it; `undefined` if it did not name the file. */
  nameOf(path: string): string | undefined {
    return [...this.#files].find(([, file]) => file === path)?.[0];
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

/**
 * Loads the interaction adapters of a scenario and its parts as nodes will, without the files beside them. Rejects with
 * `INVALID_OPTION` for one that nodes would not get or could not use.
 */
export async function checkAdapters(
  { interactionAdapters, parts }: Scenario,
  assets: ScenarioAssets,
  limits: UserCodeLimits,
): Promise<void> {
  const files = [...interactionAdapters, ...parts.flatMap(({ scenario }) => scenario.interactionAdapters)];
  for (const file of new Set(files)) {
    const name = assets.nameOf(file);
    if (name === undefined)
      throw refusedAdapter(file, `the interaction adapter ${file} is not sent to nodes: name it with asset()`);
    const folder = makeTemporaryFolder("live-load-adapter-");
    try {
      const copy = join(folder, basename(file));
      await copyFile(file, copy);
      await adapterOfModule(copy, name, limits);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function unusable(name: string, why: string): LiveLoadError {
  return new LiveLoadError("SCENARIO_LOAD_FAILED", `the asset ${JSON.stringify(name)} cannot be sent to nodes: ${why}`, {
    hint: "paths are relative to the scenario's file",
    details: { asset: name },
  });
}
