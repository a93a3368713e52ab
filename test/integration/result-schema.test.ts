import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { RESULTS } from "../fixtures/results/results.js";

const schema = JSON.parse(readFileSync("schema/result.json", "utf8")) as object;
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

describe("the published schema of results", () => {
  it("is generated from the model", async () => {
    const script = pathToFileURL("scripts/build-schema.mjs").href;
    const { buildSchema } = (await import(script)) as { buildSchema: (how: { check: boolean }) => Promise<boolean> };
    expect(await buildSchema({ check: true })).toBe(true);
  });

  it.each(Object.keys(RESULTS) as (keyof typeof RESULTS)[])("fits the result %s", (name) => {
    const result: unknown = JSON.parse(JSON.stringify(RESULTS[name]()));
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    ["another version", { schemaVersion: 2 }],
    ["a verdict that there is not", { verdict: "fine" }],
    ["something that it does not know", { mood: "good" }],
  ])("rejects %s", (_what, change) => {
    expect(validate({ ...JSON.parse(JSON.stringify(RESULTS.counter())), ...change })).toBe(false);
  });
});
