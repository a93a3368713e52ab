import { rememberIfSecret, rememberSecret, rememberSecretsIn } from "../../base/secrets/known-secrets.js";
import type { OptionValues } from "../../config/options.js";

/** Options whose values all serve authentication. */
const CREDENTIAL_OPTIONS: readonly string[] = ["extraHeaders"];

/** Masks the secrets in options and environment in all further output of this process. */
export function rememberRunSecrets(values: OptionValues, env: Readonly<Record<string, string | undefined>>): void {
  rememberSecretsIn(values);
  for (const option of [values.httpCredentials, values.proxy])
    if (option !== undefined && "password" in option) rememberSecret(option.password?.reveal() ?? "");
  for (const name of values.env) rememberIfSecret(name, env[name] ?? "");
  for (const [name, value] of Object.entries(values)) {
    if (!CREDENTIAL_OPTIONS.includes(name) || typeof value !== "object" || value === null) continue;
    for (const [header, text] of Object.entries(value)) if (typeof text === "string") rememberIfSecret(header, text);
  }
}
