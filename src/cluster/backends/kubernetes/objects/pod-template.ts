import { LiveLoadError } from "../../../../base/errors.js";
import { suggest } from "../../../../base/wording/suggest.js";
import { CONTAINER, type PodTemplate } from "./node-pod.js";

/** Lists whose entries are merged by a key; other lists are replaced. */
const KEYS: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  volumes: "name",
  env: "name",
  imagePullSecrets: "name",
  volumeMounts: "mountPath",
};
const TOP = ["apiVersion", "kind", "metadata", "spec"];
const HINTS: Readonly<Record<string, string>> = {
  image: "set backendOptions.image",
  imagePullPolicy: "set backendOptions.pull",
  cpu: "set backendOptions.nodes.cpus",
  memory: "set backendOptions.nodes.memory",
};

/**
 * Merges defaults, the user's pod template and LiveLoad's required parts. Throws `INVALID_OPTION` with the path of a value
 * that conflicts with a required one.
 */
export function mergePodTemplate(
  user: PodTemplate | undefined,
  { defaults, needed }: { readonly defaults: readonly PodTemplate[]; readonly needed: PodTemplate },
): PodTemplate {
  if (user !== undefined) checkShape(user);
  const { metadata, spec } = user ?? {};
  const given = { ...(metadata === undefined ? {} : { metadata }), ...(spec === undefined ? {} : { spec }) };
  const usual = [...defaults, given].reduce<unknown>((under, over) => merge(under, over, { path: "", isOurs: false }), {});
  return withoutNulls(merge(usual, needed, { path: "podTemplate", isOurs: true })) as PodTemplate;
}

/** Throws `INVALID_OPTION` for the first key that the client does not know and would silently drop. */
export function refuseDropped(given: unknown, kept: unknown, path = "podTemplate"): void {
  if (!isObject(given) && !Array.isArray(given)) return;
  for (const [key, value] of Object.entries(given)) {
    const at = Array.isArray(given) ? `${path}[${key}]` : `${path}.${key}`;
    const left = (kept as Readonly<Record<string, unknown>> | undefined)?.[key];
    if (value !== undefined && value !== null && left === undefined) throw refused(at, value, "is not part of a pod template");
    refuseDropped(value, left, at);
  }
}

function checkShape(user: PodTemplate): void {
  for (const key of Object.keys(user)) {
    if (!TOP.includes(key)) throw refused(`podTemplate.${key}`, user[key], "is not part of a pod template", suggest(key, TOP));
  }
  const spec = user.spec as { readonly containers?: unknown } | undefined;
  for (const container of Array.isArray(spec?.containers) ? (spec.containers as unknown[]) : []) {
    const { name, args } = (container ?? {}) as { readonly name?: unknown; readonly args?: unknown };
    if (name === CONTAINER && args !== undefined)
      throw refused(`podTemplate.spec.containers[${CONTAINER}].args`, args, "is set by LiveLoad");
    if (name === CONTAINER) continue;
    throw refused(
      "podTemplate.spec.containers",
      name,
      `takes one container, named ${CONTAINER}`,
      "run a sidecar as an init container with restartPolicy Always",
    );
  }
}

interface Merging {
  readonly path: string;
  /** The upper layer is LiveLoad's: where both set a value, the values must be equal. */
  readonly isOurs: boolean;
}

function merge(under: unknown, over: unknown, { path, isOurs }: Merging): unknown {
  if (under === undefined || under === null || (!isOurs && over === null)) return over;
  if (isObject(under) && isObject(over)) {
    const merged: Record<string, unknown> = { ...under };
    for (const [key, value] of Object.entries(over)) merged[key] = merge(under[key], value, { path: `${path}.${key}`, isOurs });
    return merged;
  }
  if (Array.isArray(under) && Array.isArray(over)) {
    const key = KEYS[path.split(".").at(-1) ?? ""];
    if (key !== undefined) return mergeKeyed(under, over, { key, path, isOurs });
  }
  if (!isOurs || isEqual(under, over)) return over;
  const name = path.split(".").at(-1) ?? "";
  throw refused(path, under, `must be ${JSON.stringify(over)}`, HINTS[name] ?? "leave it out: LiveLoad sets it");
}

function mergeKeyed(
  under: readonly unknown[],
  over: readonly unknown[],
  { key, path, isOurs }: Merging & { readonly key: string },
): readonly unknown[] {
  const keyOf = (entry: unknown) => (isObject(entry) ? entry[key] : undefined);
  const kept = under.map((entry) => {
    const own = over.find((other) => keyOf(other) !== undefined && keyOf(other) === keyOf(entry));
    return own === undefined ? entry : merge(entry, own, { path: `${path}[${String(keyOf(entry))}]`, isOurs });
  });
  const known = under.map(keyOf);
  return [...kept, ...over.filter((entry) => !known.includes(keyOf(entry)))];
}

/** Removes `null` values, which only served to remove defaults. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, entry]) => entry !== null && entry !== undefined);
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutNulls(entry)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Deep equality, in any order of keys. */
function isEqual(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((entry, at) => isEqual(entry, other[at]));
  if (!isObject(one) || !isObject(other)) return one === other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => isEqual(one[key], other[key]));
}

function refused(path: string, value: unknown, why: string, hint?: string): LiveLoadError {
  const option = `backendOptions.${path}`;
  const message = `${option} is ${JSON.stringify(value)}, but it ${why}`;
  return new LiveLoadError("INVALID_OPTION", message, { hint, details: { option, value } });
}
