import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { asset } from "../authoring/asset.js";
import type { BundledProject } from "./spec-project.js";

/** The files that a spec names, wherever it runs. */
export class SpecFiles {
  readonly #cwd: string;
  readonly #places: ReadonlyMap<string, string>;

  /** Called while the spec is loaded: its files become assets. */
  constructor({ cwd, assets }: Pick<BundledProject, "cwd" | "assets">) {
    this.#cwd = cwd;
    this.#places = new Map(assets.map(([path, name]) => [path, asset(name)]));
  }

  /** Where a file is on this machine, by a path relative to the run's working directory, or absolute. Throws if it is not there. */
  placeOf(path: string): string {
    const wanted = resolve(this.#cwd, path);
    const place = this.#places.get(wanted) ?? wanted;
    if (existsSync(place)) return place;
    throw new Error(
      `ENOENT: no such file or directory, stat '${wanted}': nodes get the files whose path the spec has as text, relative to the working directory of the command or with __dirname`,
    );
  }

  /** The same for paths among the files of an input. */
  placed(files: unknown): unknown {
    if (Array.isArray(files)) return files.map((one) => this.placed(one));
    return typeof files === "string" ? this.placeOf(files) : files;
  }
}
