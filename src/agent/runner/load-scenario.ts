import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { bundlingHint } from "../../base/wording/bundling-hint.js";
import { provideAssets } from "../../scenario/authoring/asset.js";
import { exportedScenario } from "../../scenario/authoring/define-scenario.js";
import { BUNDLE_MODULE } from "../../scenario/authoring/scenario-module.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";

/** The global under which a bundle finds the exports of `live-load`. */
const MODULE_SYMBOL = Symbol.for("live-load.module");

/** A bundle as received, and its expected hash. */
export interface ScenarioBundle {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** The scenario's name, for messages. */
  readonly name: string;
  /** Folder to write its files to. */
  readonly folder: string;
  /** The scenario's assets. */
  readonly assets: readonly ReceivedAsset[];
}

/** An asset as received, and its expected hash. */
export interface ReceivedAsset {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** Loads the scenario of a bundle. Rejects with `SCENARIO_LOAD_FAILED`; its cause is what the user's code threw. */
export async function loadScenario({ bytes, sha256, name, folder, assets }: ScenarioBundle): Promise<Scenario> {
  checkBytes(name, { bytes, sha256 });
  await placeAssets(name, assets, folder);
  (globalThis as Record<symbol, unknown>)[MODULE_SYMBOL] = BUNDLE_MODULE;
  const file = join(folder, `scenario-${sha256.slice(0, 12)}.mjs`);
  await writeFile(file, bytes);
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  } catch (error) {
    throw failed(name, messageOf(error), error);
  }
  const scenario = exportedScenario(loaded);
  if (scenario !== undefined) return scenario;
  throw failed(name, "the module exports no scenario: export what defineScenario returns as its default");
}

/** Writes the assets, and lets the scenario find them by the names that it used on the controller. */
async function placeAssets(scenario: string, assets: readonly ReceivedAsset[], folder: string): Promise<void> {
  const places = new Map<string, string>();
  for (const asset of assets) {
    checkBytes(scenario, asset);
    // It keeps its name, which a site sees when the file is uploaded.
    const own = join(folder, `asset-${places.size}`);
    await mkdir(own, { recursive: true });
    const place = join(own, basename(asset.name));
    await writeFile(place, asset.bytes);
    places.set(asset.name, place);
  }
  provideAssets((name) => {
    const place = places.get(name);
    if (place !== undefined) return place;
    throw failed(
      scenario,
      `the asset ${JSON.stringify(name)} was not sent: call asset() at the top level of the module, or in config`,
    );
  });
}

function checkBytes(scenario: string, { bytes, sha256 }: { readonly bytes: Uint8Array; readonly sha256: string }): void {
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256) throw failed(scenario, "a file arrived damaged (its SHA-256 differs)");
}

function failed(name: string, why: string, cause?: unknown): LiveLoadError {
  return new LiveLoadError("SCENARIO_LOAD_FAILED", `the scenario ${JSON.stringify(name)} could not be loaded: ${why}`, {
    hint: bundlingHint(cause),
    details: { scenario: name },
    cause,
  });
}
