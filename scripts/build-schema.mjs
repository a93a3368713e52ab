/** Makes the JSON Schema of `result.json` from the model: `node scripts/build-schema.mjs [--check]`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const output = `${root}schema/result.json`;

/**
 * Writes `schema/result.json`; with `check` it only says whether that would change nothing.
 *
 * @returns {Promise<boolean>} whether the file is current.
 */
export async function buildSchema({ check = false } = {}) {
  const text = await schemaText();
  if (readCurrent() === text) return true;
  if (check) return false;
  mkdirSync(`${root}schema`, { recursive: true });
  writeFileSync(output, text);
  return true;
}

/** The model is TypeScript, and a data URL resolves no packages: zod goes into the bundle. */
async function schemaText() {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export { z } from "zod"; export { resultSchema } from "./src/result/model.ts";',
      resolveDir: root,
    },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    logLevel: "warning",
  });
  const source = Buffer.from(outputFiles[0].contents).toString("base64");
  const { z, resultSchema } = await import(`data:text/javascript;base64,${source}`);
  const { $schema, ...schema } = z.toJSONSchema(resultSchema, { target: "draft-2020-12" });
  const described = {
    $schema,
    title: "The result of one run of one scenario",
    description: "result.json of live-load, schema version 1. Durations in milliseconds, not rounded.",
    ...schema,
  };
  return `${JSON.stringify(described, undefined, 2)}\n`;
}

function readCurrent() {
  try {
    return readFileSync(output, "utf8");
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const current = await buildSchema({ check: process.argv.includes("--check") });
  if (!current) {
    console.error("schema/result.json is not what src/result/model.ts makes: run node scripts/build-schema.mjs");
    process.exitCode = 1;
  }
}
