import type { LocatorPart } from "../locator-parts.js";
import type { RecordedLocator } from "../recorder-wire.js";
import type { Candidates } from "./selector-candidates.js";

/** An element and what is around it, as the choice of its locator needs it. */
export interface Place {
  readonly candidates: Candidates;
  /** Present when the element is a row itself. */
  readonly row?: Surrounding["row"];
  /** The closest first. */
  readonly around: readonly Surrounding[];
  /** CSS of the element by its position inside one of `around`, or with -1 in the document. */
  readonly pathFrom: (index: number) => string;
}

/** An element around another one. */
export interface Surrounding {
  readonly candidates: Candidates;
  /** It is one of several alike, such as a row of a list: what finds all of them, and texts that tell this one apart. */
  readonly row?: { readonly parts: readonly LocatorPart[]; readonly texts: readonly string[] };
}

/**
 * Chooses the best locator for which `isOnly` holds: what lasts by itself, then in a row or another element that can be told
 * apart, then what may be different at the next visit, then the position, which is taken unchecked.
 */
export function chooseLocator(place: Place, isOnly: (locator: RecordedLocator) => boolean): RecordedLocator {
  for (const locator of tries(place)) if (isOnly(locator)) return locator;
  return [{ by: "css", selector: place.pathFrom(-1) }];
}

function* tries({ candidates, row: own, around, pathFrom }: Place): Iterable<RecordedLocator> {
  const { lasting, passing } = candidates;
  for (const part of lasting) yield [part];
  if (own !== undefined) yield* rowsOf(own);
  for (const { row } of around) if (row !== undefined) yield* inRow(row, lasting);
  for (const one of around) yield* inside(one.candidates.lasting, lasting);
  for (const part of passing) yield [part];
  for (const { row } of around) if (row !== undefined) yield* inRow(row, passing);
  for (const { candidates: outer } of around) yield* inside([...outer.lasting, ...outer.passing], [...lasting, ...passing]);
  for (const [index, { candidates: outer }] of around.entries())
    yield* inside([...outer.lasting, ...outer.passing], [{ by: "css", selector: pathFrom(index) }]);
}

function* inRow({ parts, texts }: NonNullable<Surrounding["row"]>, inner: readonly LocatorPart[]): Iterable<RecordedLocator> {
  for (const row of rowsOf({ parts, texts })) for (const one of inner) yield [...row, one];
}

function* rowsOf({ parts, texts }: NonNullable<Surrounding["row"]>): Iterable<RecordedLocator> {
  for (const hasText of texts) for (const part of parts) yield [part, { by: "filter", hasText }];
}

function* inside(outer: readonly LocatorPart[], inner: readonly LocatorPart[]): Iterable<RecordedLocator> {
  for (const around of outer) for (const one of inner) yield [around, one];
}
