import { messageOf } from "../../base/errors.js";
import type { BackendContext } from "../backend.js";
import { createBackend } from "../backends.js";
import { type BackendPlace, keyOfPlace, placeOf } from "./backend-place.js";
import { collectGarbage, type GarbageOptions, type GarbageRun } from "./collect-garbage.js";
import type { LedgerRun } from "./run-ledger.js";

/** Options of {@link collectEverywhere}. */
export interface GarbagePlacesOptions extends Omit<GarbageOptions, "backend" | "known"> {
  /** Search only this place. Default: this machine, and every place where recorded runs had nodes. */
  readonly only: { readonly backend: string; readonly options: Readonly<Record<string, unknown>> } | undefined;
  readonly context: BackendContext;
}

/** The result of searching one platform. */
export interface SearchedPlace {
  readonly place: BackendPlace;
  readonly found: readonly GarbageRun[];
  /** Why it could not be searched, and the recorded runs that may have something there. */
  readonly trouble: { readonly reason: string; readonly runIds: readonly string[] } | undefined;
}

/** Removes what runs have left behind on every platform. Never rejects because of one of them. */
export async function collectEverywhere(options: GarbagePlacesOptions): Promise<readonly SearchedPlace[]> {
  const recorded = await options.ledger.runs();
  const places = placesOf(recorded, options);
  return Promise.all(
    places.map(async ({ place, known }) => {
      try {
        const context = { ...options.context, env: { ...options.context.env, ...place.env } };
        const backend = await createBackend({ name: place.backend, options: place.options, context });
        return { place, found: await collectGarbage({ ...options, backend, known }), trouble: undefined };
      } catch (error) {
        const runIds = known.map(({ runId }) => runId);
        return { place, found: [], trouble: { reason: messageOf(error), runIds } };
      }
    }),
  );
}

interface Place {
  readonly place: BackendPlace;
  readonly known: readonly LedgerRun[];
}

function placesOf(recorded: readonly LedgerRun[], { only, runId, context }: GarbagePlacesOptions): readonly Place[] {
  const wanted = runId === undefined ? recorded : recorded.filter((run) => run.runId === runId);
  const given = placeOf(only?.backend ?? "local", only?.options ?? {}, context.env);
  const places = new Map<string, { readonly place: BackendPlace; readonly known: LedgerRun[] }>();
  // A recorded run has nodes only at its recorded place.
  if (only !== undefined || wanted.length === 0 || runId === undefined)
    places.set(keyOfPlace(given), { place: given, known: [] });
  for (const run of runId !== undefined && wanted.length === 0 ? recorded : wanted) {
    if (only !== undefined && !isAt(run, given)) continue;
    const key = keyOfPlace(run);
    const known = runId === undefined || run.runId === runId ? [run] : [];
    const place = places.get(key) ?? { place: { backend: run.backend, options: run.options, env: run.env }, known: [] };
    place.known.push(...known);
    places.set(key, place);
  }
  return [...places.values()];
}

/** True if a run was recorded for this place; options that are not given match any value. */
function isAt(run: LedgerRun, { backend, options }: BackendPlace): boolean {
  if (run.backend !== backend) return false;
  return Object.entries(options).every(([name, value]) => run.options[name] === value);
}
