import { rememberIfSecret, rememberSecret, rememberSecretsIn } from "../../base/secrets/known-secrets.js";
import type { OptionValues } from "../../config/options.js";

/** Options whose every value was given to get in somewhere. */
const GIVEN_TO_GET_IN: readonly string[] = ["extraHeaders"];

/** Masks what options and environment hold of secrets, in everything that this process tells from now on. */
export function rememberRunSecrets(values: OptionValues, env: Readonly<Record<string, string | undefined>>): void {
  rememberSecretsIn(values);
  if (values.httpCredentials !== undefined) rememberSecret(values.httpCredentials.password.reveal());
  for (const name of values.env) rememberIfSecret(name, env[name] ?? "");
  for (const [name, value] of Object.entries(values)) {
    if (!GIVEN_TO_GET_IN.includes(name) || typeof value !== "object" || value === null) continue;
    for (const [header, text] of Object.entries(value)) if (typeof text === "string") rememberIfSecret(header, text);
  }
}
