/** Makes the JSON Schema of the config file from the option table: `node scripts/build-config-schema.mjs [--check]`. */
import { fileURLToPath } from "node:url";
import { loadSource, runAsProgram, writeGenerated } from "./generated-file.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));

/** @returns {Promise<boolean>} whether `schema/config.json` is current. */
export async function buildConfigSchema({ check = false } = {}) {
  const { OPTIONS } = await loadSource({ contents: 'export { OPTIONS } from "./src/config/options.ts";', resolveDir: root });
  const properties = Object.fromEntries(Object.entries(OPTIONS).map(([name, spec]) => [name, propertyOf(spec)]));
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "The config file of live-load",
    description: "liveload.config.json, or the default export of liveload.config.ts. Every key is optional.",
    type: "object",
    additionalProperties: false,
    properties: { $schema: { type: "string", description: "Where this schema is, for the editor." }, ...properties },
  };
  return writeGenerated(`${root}schema/config.json`, `${JSON.stringify(schema, undefined, 2)}\n`, { check });
}

function propertyOf(spec) {
  const byDefault = defaultOf(spec);
  return { description: spec.help, ...(byDefault === undefined ? {} : { default: byDefault }), ...spec.parse.schema };
}

/** A default as written in a config file; "none" and "random" are not values. */
function defaultOf({ default: value, defaultText, parse }) {
  if (typeof value === "number" && defaultText !== undefined && parse(defaultText) === value) return defaultText;
  if (Array.isArray(value)) return value.length > 0 ? value : undefined;
  return typeof value === "object" ? undefined : value;
}

await runAsProgram(import.meta.url, buildConfigSchema);
