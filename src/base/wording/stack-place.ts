const FRAME = /^\s+at (?:.*\()?(?:file:\/\/)?(\/[^()]+:\d+:\d+)\)?$/;

/** Bundles that lie where they run: a frame in one has no place in anybody's source. */
const BUNDLE = /\/live-load-(module|node)-[^/]*\//;

/** The first place in a stack outside of packages, and outside of what `isOwn` names: `/path/of/file.ts:3:14`. */
export function stackPlace(stack: string, isOwn: (place: string) => boolean = () => false): string | undefined {
  const places = stack.split("\n").map((line) => FRAME.exec(line)?.[1]);
  return places.find((place) => place !== undefined && !place.includes("/node_modules/") && !BUNDLE.test(place) && !isOwn(place));
}

/** The file's name, line and column, without the folders. */
export function shortPlace(place: string): string {
  return place.slice(place.lastIndexOf("/") + 1);
}
