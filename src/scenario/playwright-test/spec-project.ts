/** A spec and the project of `playwright.config.ts` that it is run in. Plain JSON: it is part of the bundle. */
export interface SpecProject {
  /** The scenario's name. */
  readonly name: string;
  /** The spec's file, relative to the folder of the configuration. */
  readonly file: string;
  readonly projectName: string;
  /** Options under `use`, those of the project over those of all. */
  readonly use: Readonly<Record<string, unknown>>;
  /** Time that a test may take. */
  readonly timeoutMs: number;
  readonly expectTimeoutMs: number;
  readonly grep?: string | undefined;
  readonly grepInvert?: string | undefined;
}

/** The project with the files that the spec names. */
export interface BundledProject extends SpecProject {
  /** The working directory of the run's command, to which paths are relative. */
  readonly cwd: string;
  /** Absolute paths on the machine that bundled the spec, each with the name for `asset()`. */
  readonly assets: readonly (readonly [path: string, name: string])[];
}
