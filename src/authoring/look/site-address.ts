import { invalidOption } from "../../base/invalid-option.js";

/** The address that a person has typed, as `localhost:4000/shop`. Throws `INVALID_OPTION`. */
export function siteAddress(typed: string): URL {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `${isOfThisMachine(typed) ? "http" : "https"}://${typed}`;
  const address = URL.canParse(text) && !/\s/.test(typed) ? new URL(text) : undefined;
  if (address !== undefined && /^https?:$/.test(address.protocol) && address.hostname !== "") return address;
  const allowed = "the address of a page, such as http://127.0.0.1:4000/shop";
  throw invalidOption({ option: "URL", value: typed, allowed });
}

function isOfThisMachine(typed: string): boolean {
  return /^(localhost|127\.|\[::1\]|0\.0\.0\.0|10\.|192\.168\.|[\w-]+:\d)/i.test(typed);
}
