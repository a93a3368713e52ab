import { LiveLoadError } from "../../../base/errors.js";
import { type MachineResources, readMachineResources } from "../../../base/machine/machine-resources.js";
import type { BackendContext } from "../../backend.js";
import { createSliceCgroups, insideCgroups } from "./slice-cgroup.js";
import { checkFits, type LocalOptions, type Slice, sliceOf } from "./slice-options.js";

/** The place of one node: its own control groups, or environment variables that declare what it may use. */
export interface SliceRoom {
  readonly cgroups: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Wraps a command line so that it runs there. */
  command(command: readonly string[]): readonly string[];
}

const WHOLE_MACHINE: SliceRoom = { cgroups: [], env: {}, command: (command) => command };

/** Divides this machine into nodes. */
export class LocalSlices {
  readonly #options: LocalOptions;
  readonly #context: BackendContext;
  #machine: MachineResources | undefined;
  #slice: Slice | undefined;
  #claimed = 0;
  #hasWarned = false;

  constructor(options: LocalOptions, context: BackendContext) {
    this.#options = options;
    this.#context = context;
  }

  get isEnabled(): boolean {
    return this.#options.nodes !== undefined;
  }

  /** Reads the resources of the machine. Throws `INVALID_OPTION` if not even one slice fits. */
  async prepare(): Promise<void> {
    if (!this.isEnabled) return;
    this.#machine = await readMachineResources({ nodeVersion: "" });
    this.#slice = sliceOf(this.#options, this.#machine);
  }

  /** Throws `INVALID_OPTION` if the machine has no room for this many slices in total. */
  checkRoom(count: number): void {
    const [slice, machine] = [this.#slice, this.#machine];
    if (!this.isEnabled) return;
    if (slice === undefined || machine === undefined)
      throw new LiveLoadError("INTERNAL", "slices were requested before preflight");
    checkFits(count, slice, { machine, overcommit: this.#options.overcommit });
  }

  /** Reserves slices. Throws `INVALID_OPTION` if the machine has no room for them. */
  claim(count: number): void {
    this.checkRoom(this.#claimed + count);
    this.#claimed += count;
  }

  giveBack(count: number): void {
    this.#claimed -= count;
  }

  /** Makes the place of one node; its control groups get this name. */
  async make(name: string): Promise<SliceRoom> {
    const slice = this.#slice;
    if (slice === undefined) return WHOLE_MACHINE;
    const cgroups = await createSliceCgroups(name, slice);
    if (cgroups !== undefined) return { cgroups, env: {}, command: (command) => insideCgroups(cgroups, command) };
    this.#warnUnenforced();
    const env = { LIVELOAD_CPUS: String(slice.cpus), LIVELOAD_MEMORY: String(slice.memoryBytes) };
    return { cgroups: [], env, command: (command) => command };
  }

  #warnUnenforced(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#context.onWarning(
      "LiveLoad cannot limit its nodes on this machine (that takes root and control groups): their CPUs and memory are only declared",
    );
  }
}
