/** Generates the JSON Schema of `result.json` from the model: `node scripts/build-schema.mjs [--check]`. */
import { fileURLToPath } from "node:url";
import { loadSource, runAsProgram, writeGenerated } from "./generated-file.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));

/** @returns {Promise<boolean>} whether `schema/result.json` is current. */
export async function buildSchema({ check = false } = {}) {
  return writeGenerated(`${root}schema/result.json`, await schemaText(), { check });
}

async function schemaText() {
  const { z, resultSchema } = await loadSource({
    contents: 'export { z } from "zod"; export { resultSchema } from "./src/result/model.ts";',
    resolveDir: root,
  });
  const { $schema, ...schema } = z.toJSONSchema(resultSchema, { target: "draft-2020-12" });
  const described = {
    $schema,
    title: "The result of one run of one scenario",
    description: "result.json of live-load, schema version 1. Durations in milliseconds, not rounded.",
    ...schema,
  };
  return `${JSON.stringify(described, undefined, 2)}\n`;
}

await runAsProgram(import.meta.url, buildSchema);
