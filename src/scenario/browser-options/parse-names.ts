import { closest } from "../../base/wording/suggest.js";

/** Permissions that a page can have, as Playwright and the web name them. */
export const PERMISSIONS = [
  "accelerometer",
  "ambient-light-sensor",
  "background-sync",
  "camera",
  "clipboard-read",
  "clipboard-write",
  "geolocation",
  "gyroscope",
  "local-fonts",
  "local-network-access",
  "magnetometer",
  "microphone",
  "midi",
  "midi-sysex",
  "notifications",
  "payment-handler",
  "screen-wake-lock",
  "storage-access",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** One of the names. */
export function oneOf<const Names extends readonly string[]>(...names: Names) {
  return Object.assign((raw: unknown): Names[number] | undefined => names.find((name) => name === raw), {
    schema: { enum: names },
  });
}

/** `true`, `false`, and `"true"`, `"1"`, `"false"`, `"0"` from flags and the environment. */
export function parseSwitch(raw: unknown): boolean | undefined {
  if (typeof raw === "boolean") return raw;
  if (raw === "1" || raw === "true") return true;
  return raw === "0" || raw === "false" ? false : undefined;
}
parseSwitch.schema = { type: "boolean" };

/** Names of permissions, in a list or separated by commas; `undefined` for anything else. */
export function parsePermissions(raw: unknown): readonly Permission[] | undefined {
  const items = permissionItems(raw);
  const known = items?.flatMap((item) => PERMISSIONS.find((name) => name === item) ?? []);
  return known !== undefined && known.length === items?.length ? known : undefined;
}
parsePermissions.schema = { anyOf: [{ enum: PERMISSIONS }, { type: "array", items: { enum: PERMISSIONS } }] };
parsePermissions.hint = (raw: unknown): string | undefined => {
  const wrong = permissionItems(raw)?.find((item) => !PERMISSIONS.some((name) => name === item));
  const meant = typeof wrong === "string" ? closest(wrong, PERMISSIONS) : undefined;
  return meant === undefined ? undefined : `did you mean ${JSON.stringify(meant)}?`;
};

function permissionItems(raw: unknown): readonly unknown[] | undefined {
  const items = typeof raw === "string" ? [raw] : raw;
  if (!Array.isArray(items)) return undefined;
  return items.flatMap((item: unknown) => (typeof item === "string" ? item.split(",").map((name) => name.trim()) : [item]));
}

/** A user agent: text that can be sent in a header. */
export function parseUserAgent(raw: unknown): string | undefined {
  return typeof raw === "string" && /^[\x20-\x7e]+$/.test(raw) && raw.trim() !== "" ? raw.trim() : undefined;
}
parseUserAgent.schema = { type: "string", pattern: "^[\\x20-\\x7e]*[\\x21-\\x7e][\\x20-\\x7e]*$" };

/** A language tag in its canonical form. */
export function parseLocale(raw: unknown): string | undefined {
  if (typeof raw !== "string" || raw.trim() === "") return undefined;
  try {
    return Intl.getCanonicalLocales(raw.trim())[0];
  } catch {
    return undefined;
  }
}
parseLocale.schema = { type: "string", pattern: "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\\d{3}))?$" };
parseLocale.hint = (raw: unknown): string | undefined =>
  typeof raw === "string" && raw.includes("_") ? `write ${raw.replaceAll("_", "-")}` : undefined;

/** A time zone of the IANA database, spelled as there. */
export function parseTimezone(raw: unknown): string | undefined {
  // Newer versions of Node.js also take offsets, which browsers do not.
  if (typeof raw !== "string" || !/^[A-Za-z]/.test(raw.trim())) return undefined;
  const name = raw.trim();
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    // The name itself may be an alias, which browsers take as well.
    return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name;
  } catch {
    return undefined;
  }
}
parseTimezone.schema = { type: "string", pattern: "^(UTC|[A-Z][A-Za-z]+/[A-Z][A-Za-z_+/-]+)$" };
parseTimezone.hint = (raw: unknown): string | undefined => {
  const meant = typeof raw === "string" ? closest(raw, Intl.supportedValuesOf("timeZone")) : undefined;
  return meant === undefined ? undefined : `did you mean ${JSON.stringify(meant)}?`;
};
