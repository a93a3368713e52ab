const FRAME = /^\s+at (?:.*\()?(?:file:\/\/)?(\/[^()]+:\d+:\d+)\)?$/;

/** Running bundles: a frame in one is not a place in anybody's source. */
const BUNDLE = /\/live-load-(module|node)-[^/]*\//;

/** The first place in a stack that is neither in a package nor, by `isOwn`, in LiveLoad: `/path/of/file.ts:3:14`. */
export function stackPlace(stack: string, isOwn: (place: string) => boolean = () => false): string | undefined {
  const places = stack.split("\n").map((line) => FRAME.exec(line)?.[1]);
  return places.find((place) => place !== undefined && !place.includes("/node_modules/") && !BUNDLE.test(place) && !isOwn(place));
}

/** A place without its folders: file name, line and column. */
export function shortPlace(place: string): string {
  return place.slice(place.lastIndexOf("/") + 1);
}
