import { maskSecrets } from "../../base/secrets/mask-secrets.js";
import { Secret } from "../../base/secrets/secret.js";
import { isSecretName } from "../../base/secrets/secret-names.js";
import { OPTION_NAMES, type OptionName, type OptionValues } from "../../config/options.js";
import { PerUser } from "../../scenario/browser-options/per-user.js";

/** The resolved options for the result; values whose names suggest a secret are replaced by `***`. */
export function shownOptions(values: OptionValues): Readonly<Record<string, unknown>> {
  const given = OPTION_NAMES.filter((name) => values[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, isSecretName(name) ? "***" : shownOption(name, values[name])]));
}

function shownOption(name: OptionName, value: unknown): unknown {
  // Every cookie may be a secret.
  return name === "storageState" && typeof value === "object" && !(value instanceof PerUser) ? "***" : withoutSecrets(value);
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value === "string") return maskSecrets(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Secret || value instanceof PerUser) return value.toJSON();
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, isSecretName(key) ? "***" : withoutSecrets(inner)]),
  );
}
