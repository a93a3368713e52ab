import { LiveLoadError } from "./errors.js";
import { invalidOption } from "./invalid-option.js";
import { suggest } from "./wording/suggest.js";

/** The size of each node. `undefined` leaves the choice to the platform. */
export interface NodeSize {
  readonly cpus: number | undefined;
  readonly memoryBytes: number | undefined;
}

/** Throws `INVALID_OPTION` for an unknown key. `prefix` is the path of the keys, such as `nodes.`. */
export function refuseUnknownOptions(
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
  { backend, prefix = "" }: { readonly backend: string; readonly prefix?: string },
): void {
  for (const key of Object.keys(options)) {
    if (names.includes(key)) continue;
    throw new LiveLoadError("INVALID_OPTION", `the ${backend} backend has no option ${JSON.stringify(`${prefix}${key}`)}`, {
      hint: suggest(key, names),
      details: { option: `backendOptions.${prefix}${key}`, value: options[key] },
    });
  }
}

/** The error `INVALID_OPTION` for an option of a backend. */
export function invalidBackendOption(name: string, value: unknown, allowed: string, hint?: string): LiveLoadError {
  return invalidOption({ option: `backendOptions.${name}`, value, allowed, hint });
}

/** `[HOST[:PORT]/]PATH[:TAG][@DIGEST]`, as container engines read it. */
const IMAGE = (() => {
  const part = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
  const host = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9-]+)*|\\[[0-9a-fA-F:]+\\])(?::\\d+)?";
  return new RegExp(`^(?:${host}/)?${part}(?:/${part})*(?::\\w[\\w.-]{0,127})?(?:@[a-zA-Z0-9+._-]+:[0-9a-fA-F]{32,})?$`);
})();

/** Checks the name of an image. Throws `INVALID_OPTION`. */
export function parseImage(image: unknown): string {
  if (typeof image === "string" && IMAGE.test(image)) return image;
  throw invalidBackendOption("image", image, "the name of an image, such as registry.example.com/live-load:0.1.0");
}

/** Parses `{ cpus, memory }`, given as numbers or as text from the command line. Throws `INVALID_OPTION`. */
export function parseNodeSize(nodes: unknown, backend: string): NodeSize | undefined {
  if (nodes === undefined) return undefined;
  if (typeof nodes !== "object" || nodes === null || Array.isArray(nodes))
    throw invalidBackendOption("nodes", nodes, "{ cpus, memory }");
  const { cpus, memory } = nodes as { readonly cpus?: unknown; readonly memory?: unknown };
  refuseUnknownOptions(nodes as Readonly<Record<string, unknown>>, ["cpus", "memory"], { backend, prefix: "nodes." });
  if (cpus === undefined && memory === undefined) throw invalidBackendOption("nodes", nodes, "cpus, memory, or both");
  return { cpus: parseCpus(cpus), memoryBytes: parseBytes("nodes.memory", memory) };
}

/** Parses a boolean, given as such or as text. Throws `INVALID_OPTION`. */
export function parseBoolean(name: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw invalidBackendOption(name, value, "true or false");
}

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Parses `2GiB`, `512m` or a number of bytes; at least 1 MiB. Throws `INVALID_OPTION`. */
export function parseBytes(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const [, amount, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*$/i.exec(`${value as string | number}`) ?? [];
  const bytes = Number(amount ?? Number.NaN) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
  if (bytes >= 1024 ** 2) return Math.floor(bytes);
  throw invalidBackendOption(name, value, "an amount of memory such as 2GiB or 512MiB");
}

function parseCpus(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const cpus = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof cpus === "number" && cpus >= 0.01 && Number.isFinite(cpus)) return cpus;
  throw invalidBackendOption("nodes.cpus", value, "a number of CPUs such as 1 or 0.5");
}
