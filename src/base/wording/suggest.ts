import leven from "leven";
import { meantBy } from "./foreign-words.js";

/** The candidate that `text` was probably meant to be; `undefined` when none comes near. */
export function closest(text: string, candidates: readonly string[]): string | undefined {
  const meant = meantBy(text, candidates);
  if (meant !== undefined) return meant;
  const ranked = candidates.map((candidate) => ({ candidate, distance: leven(text.toLowerCase(), candidate.toLowerCase()) }));
  ranked.sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  // With two of three letters changed, a word is another word.
  const most = text.length <= 3 ? 1 : Math.max(2, Math.floor(text.length / 3));
  return best !== undefined && best.distance <= most ? best.candidate : undefined;
}

/** A hint for an unknown name: the nearest candidate, or all candidates when none comes near. */
export function suggest(text: string, candidates: readonly string[]): string {
  const best = closest(text, candidates);
  if (best !== undefined) return `did you mean ${JSON.stringify(best)}?`;
  return candidates.length === 1 ? `there is only ${candidates[0]}` : `there are ${candidates.join(", ")}`;
}
