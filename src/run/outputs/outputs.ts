import { LiveLoadError } from "../../base/errors.js";
import { suggest } from "../../base/wording/suggest.js";
import { otlpOutput } from "./otlp-output.js";
import type { Output, OutputContext } from "./output.js";
import { prometheusOutput } from "./prometheus-output.js";

const OUTPUTS: Readonly<Record<string, (context: OutputContext) => Promise<Output>>> = {
  otlp: otlpOutput,
  prometheus: prometheusOutput,
};
/** The kinds of outputs. */
export const OUTPUT_NAMES: readonly string[] = Object.keys(OUTPUTS);

/**
 * Opens outputs such as `otlp`, `otlp=http://collector:4318`, `prometheus=http://…/api/v1/write`. Rejects with
 * `INVALID_OPTION` for an unknown kind, a bad address, and missing packages. Sends nothing yet.
 */
export async function openOutputs(specs: readonly string[], env: OutputContext["env"]): Promise<readonly Output[]> {
  const parsed = specs.map(parseSpec);
  return Promise.all(parsed.map(({ open, url }) => open({ url, env })));
}

/** Checks outputs before anything is started; rejects as {@link openOutputs} does. */
export async function checkOutputs(specs: readonly string[], env: OutputContext["env"]): Promise<void> {
  for (const output of await openOutputs(specs, env)) await output.close();
}

function parseSpec(spec: string) {
  const [kind = "", ...rest] = spec.split("=");
  const address = rest.join("=");
  const open = Object.hasOwn(OUTPUTS, kind) ? OUTPUTS[kind] : undefined;
  if (open === undefined) {
    throw new LiveLoadError("INVALID_OPTION", `there is no output "${kind}"`, {
      hint: suggest(kind, OUTPUT_NAMES),
      details: { option: "outputs", value: kind, allowed: OUTPUT_NAMES.join(", ") },
    });
  }
  return { open, url: spec.includes("=") ? parseUrl(address, kind) : undefined };
}

function parseUrl(address: string, kind: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && (url.protocol === "http:" || url.protocol === "https:")) return url;
  // Not shown: even a bad address may hold a password.
  throw new LiveLoadError("INVALID_OPTION", `the output ${kind} has a bad address: it takes an http:// or https:// URL`, {
    hint: `write --output ${kind}=http://HOST:PORT`,
    details: { option: "outputs", value: kind, allowed: "an http:// or https:// URL" },
  });
}
