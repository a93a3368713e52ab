import { LiveLoadError } from "../../base/errors.js";
import { packageVersion } from "../../base/package-version.js";
import { oneLine } from "../../result/wording/wording.js";
import { optionalPackages } from "./optional-package.js";
import type { Output, OutputContext } from "./output.js";
import { addressOf, parseHeaders } from "./output-address.js";
import { type PrometheusSeries, prometheusSeries } from "./prometheus-series.js";
import { WRITE_REQUEST } from "./write-request.js";

const DEFAULT_URL = "http://localhost:9090/api/v1/write";
/** Receivers limit the size of a request; Prometheus itself sends 2,000 series at once. */
const SERIES_PER_REQUEST = 2000;
const HEADERS_VARIABLE = "LIVELOAD_PROMETHEUS_HEADERS";

async function loadCodecs() {
  const [{ default: protobuf }, { default: snappy }] = await Promise.all([import("protobufjs/light.js"), import("snappyjs")]);
  return { protobuf, snappy };
}

/** Prometheus remote write, version 1. */
export async function prometheusOutput({ url, env }: OutputContext): Promise<Output> {
  const packages = ["protobufjs", "snappyjs"];
  const { protobuf, snappy } = await optionalPackages(loadCodecs, { output: "prometheus", packages });
  const type = protobuf.Root.fromJSON(WRITE_REQUEST).lookupType("WriteRequest");
  const address = addressOf(url ?? new URL(DEFAULT_URL));
  const own = secretHeaders(env[HEADERS_VARIABLE]);
  const send = async (series: readonly PrometheusSeries[], signal: AbortSignal): Promise<void> => {
    const body = snappy.compress(type.encode({ timeseries: series }).finish());
    const secrets = Object.entries(own).map(([name, value]) => [name, value.reveal()] as const);
    const headers = { ...address.headers(), ...Object.fromEntries(secrets), ...FIXED_HEADERS };
    const response = await fetch(address.url, { method: "POST", body, headers, signal });
    const text = await response.text();
    if (!response.ok) throw new Error(oneLine(`HTTP ${response.status} ${response.statusText} ${text}`));
  };
  return {
    name: `prometheus=${address.shown}`,
    push: async (totals, signal) => {
      const series = prometheusSeries(totals);
      for (let at = 0; at < series.length; at += SERIES_PER_REQUEST)
        await send(series.slice(at, at + SERIES_PER_REQUEST), signal);
    },
    close: async () => {},
  };
}

const FIXED_HEADERS = {
  "Content-Type": "application/x-protobuf",
  "Content-Encoding": "snappy",
  "X-Prometheus-Remote-Write-Version": "0.1.0",
  "User-Agent": `live-load/${packageVersion()}`,
};

function secretHeaders(text: string | undefined): NonNullable<ReturnType<typeof parseHeaders>> {
  const headers = parseHeaders(text ?? "");
  if (headers !== undefined) return headers;
  // The value is not shown, as it usually holds secrets.
  throw new LiveLoadError("INVALID_OPTION", `${HEADERS_VARIABLE} is not a list of headers`, {
    hint: "write name=value, separated by commas, with values encoded as in a URL: Authorization=Bearer%20…",
    details: { option: HEADERS_VARIABLE },
  });
}
