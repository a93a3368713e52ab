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
  const { given, others } = placesOf(await options.ledger.runs(), options);
  const searched = await Promise.all(others.map((place) => searchPlace(place, [], options)));
  if (given === undefined) return searched;
  // The recorded credentials may have expired; the given ones may reach the same platform.
  const unreached = others.filter(
    ({ place }, at) => searched[at]?.trouble !== undefined && place.backend === given.place.backend,
  );
  const last = await searchPlace(
    given,
    unreached.flatMap(({ known }) => known),
    options,
  );
  const reported = new Set(searched.flatMap(({ found }) => found.map(({ runId }) => runId)));
  const found = last.found.filter(({ runId }) => !reported.has(runId));
  const isFound = (runId: string) => found.some((run) => run.runId === runId);
  return [{ ...last, found }, ...searched.map((one) => withoutFound(one, isFound))];
}

async function searchPlace(
  { place, known }: Place,
  recordedElsewhere: readonly LedgerRun[],
  options: GarbagePlacesOptions,
): Promise<SearchedPlace> {
  try {
    const context = { ...options.context, env: { ...options.context.env, ...place.env } };
    const backend = await createBackend({ name: place.backend, options: place.options, context });
    return { place, found: await collectGarbage({ ...options, backend, known, recordedElsewhere }), trouble: undefined };
  } catch (error) {
    const runIds = known.map(({ runId }) => runId);
    return { place, found: [], trouble: { reason: messageOf(error), runIds } };
  }
}

/** Drops the trouble of a place once all runs recorded for it have been found with the given credentials. */
function withoutFound(searched: SearchedPlace, isFound: (runId: string) => boolean): SearchedPlace {
  const { trouble } = searched;
  if (trouble === undefined || trouble.runIds.length === 0) return searched;
  const runIds = trouble.runIds.filter((runId) => !isFound(runId));
  return { ...searched, trouble: runIds.length === 0 ? undefined : { ...trouble, runIds } };
}

interface Place {
  readonly place: BackendPlace;
  readonly known: readonly LedgerRun[];
}

interface Places {
  /** The place of the options, or else this machine; absent if the run to collect is recorded elsewhere. */
  readonly given: Place | undefined;
  /** The other places of recorded runs. */
  readonly others: readonly Place[];
}

function placesOf(recorded: readonly LedgerRun[], { only, runId, context }: GarbagePlacesOptions): Places {
  const wanted = runId === undefined ? recorded : recorded.filter((run) => run.runId === runId);
  const given = placeOf(only?.backend ?? "local", only?.options ?? {}, context.env);
  const givenKey = keyOfPlace(given);
  const places = new Map<string, { readonly place: BackendPlace; readonly known: LedgerRun[] }>();
  // A recorded run has nodes only at its recorded place.
  if (only !== undefined || wanted.length === 0 || runId === undefined) places.set(givenKey, { place: given, known: [] });
  for (const run of runId !== undefined && wanted.length === 0 ? recorded : wanted) {
    if (only !== undefined && !isAt(run, given)) continue;
    const key = keyOfPlace(run);
    const known = runId === undefined || run.runId === runId ? [run] : [];
    const place = places.get(key) ?? { place: { backend: run.backend, options: run.options, env: run.env }, known: [] };
    place.known.push(...known);
    places.set(key, place);
  }
  const others = [...places].filter(([key]) => key !== givenKey).map(([, place]) => place);
  return { given: places.get(givenKey), others };
}

/** True if a run was recorded for this place; options that are not given match any value. */
function isAt(run: LedgerRun, { backend, options }: BackendPlace): boolean {
  if (run.backend !== backend) return false;
  return Object.entries(options).every(([name, value]) => run.options[name] === value);
}
