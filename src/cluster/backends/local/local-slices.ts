import { LiveLoadError } from "../../../base/errors.js";
import { type MachineResources, readMachineResources } from "../../../base/machine/machine-resources.js";
import type { BackendContext } from "../../backend.js";
import { createSliceCgroups, insideCgroups } from "./slice-cgroup.js";
import { checkFits, type LocalOptions, type Slice, sliceOf } from "./slice-options.js";

/** Where a node runs: in control groups of its own, or with nothing but a declaration of what it may use. */
export interface SliceRoom {
  readonly cgroups: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The command line that runs a program there. */
  command(command: readonly string[]): readonly string[];
}

const WHOLE_MACHINE: SliceRoom = { cgroups: [], env: {}, command: (command) => command };

/** Cuts this machine into nodes. */
export class LocalSlices {
  readonly #options: LocalOptions;
  readonly #context: BackendContext;
  #machine: MachineResources | undefined;
  #slice: Slice | undefined;
  #taken = 0;
  #toldUnenforced = false;

  constructor(options: LocalOptions, context: BackendContext) {
    this.#options = options;
    this.#context = context;
  }

  get areWanted(): boolean {
    return this.#options.nodes !== undefined;
  }

  /** Looks at the machine. Throws `INVALID_OPTION` when not even one slice can be cut out of it. */
  async prepare(): Promise<void> {
    if (!this.areWanted) return;
    this.#machine = await readMachineResources({ nodeVersion: "" });
    this.#slice = sliceOf(this.#options, this.#machine);
  }

  /** Throws `INVALID_OPTION` when so many slices in all are more than there is. */
  checkRoom(count: number): void {
    const [slice, machine] = [this.#slice, this.#machine];
    if (!this.areWanted) return;
    if (slice === undefined || machine === undefined) throw new LiveLoadError("INTERNAL", "slices are cut before preflight");
    checkFits(count, slice, { machine, overcommit: this.#options.overcommit });
  }

  /** Takes so many more slices. Throws `INVALID_OPTION` when they are more than there is. */
  claim(count: number): void {
    this.checkRoom(this.#taken + count);
    this.#taken += count;
  }

  giveBack(count: number): void {
    this.#taken -= count;
  }

  /** A place for one node; the name is that of its control groups. */
  async make(name: string): Promise<SliceRoom> {
    const slice = this.#slice;
    if (slice === undefined) return WHOLE_MACHINE;
    const cgroups = await createSliceCgroups(name, slice);
    if (cgroups !== undefined) return { cgroups, env: {}, command: (command) => insideCgroups(cgroups, command) };
    this.#tellUnenforced();
    const env = { LIVELOAD_CPUS: String(slice.cpus), LIVELOAD_MEMORY: String(slice.memoryBytes) };
    return { cgroups: [], env, command: (command) => command };
  }

  #tellUnenforced(): void {
    if (this.#toldUnenforced) return;
    this.#toldUnenforced = true;
    this.#context.onWarning(
      "this machine does not let LiveLoad limit its nodes (that takes root and control groups): their CPUs and memory are declared only",
    );
  }
}
