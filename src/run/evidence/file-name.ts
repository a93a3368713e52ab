import { slugOf } from "../../base/ids.js";

const MOST_LENGTH = 24;

/** Begins the name of a file or folder about a failure: short, as terminals show it, such as `12-click-buy`. */
export function fileNameOf(number: number, signature: string): string {
  const [category = "", operation] = signature.split(" · ");
  const slug = slugOf(operation ?? category)
    .slice(0, MOST_LENGTH)
    .replace(/-+$/, "");
  return slug === "" ? String(number) : `${number}-${slug}`;
}
