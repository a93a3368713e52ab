import { describe, expect, it } from "vitest";
import * as browser from "../../src/browser/connection.js";
import * as backend from "../../src/cluster/backend.js";
import * as door from "../../src/index.js";
import * as reporter from "../../src/reporters/reporter.js";
import { LIVE_LOAD_MODULE } from "../../src/run/load-test/run-load-test.js";
import { SCENARIO_MODULE } from "../../src/scenario/authoring/scenario-module.js";

const kinds = (module: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(module).map(([name, value]) => [name, typeof value]));

describe("the public API", () => {
  it("exports these names and no others", () => {
    expect(kinds(door)).toMatchInlineSnapshot(`
      {
        "Cluster": "function",
        "LiveLoadError": "function",
        "StepError": "function",
        "asset": "function",
        "csv": "function",
        "defineConfig": "function",
        "defineScenario": "function",
        "frameLocator": "function",
        "getByAltText": "function",
        "getByLabel": "function",
        "getByPlaceholder": "function",
        "getByRole": "function",
        "getByTestId": "function",
        "getByText": "function",
        "getByTitle": "function",
        "inFrame": "function",
        "interarrival": "function",
        "json": "function",
        "locator": "function",
        "mix": "function",
        "parallelism": "function",
        "rate": "function",
        "run": "function",
      }
    `);
  });

  it("exports only types for authors of backends, browsers and reporters", () => {
    expect([backend, browser, reporter].map(kinds)).toEqual([{}, {}, {}]);
  });

  it("is the same in scenarios and config files, as far as it is useful there", () => {
    for (const [name, value] of Object.entries({ ...LIVE_LOAD_MODULE, ...SCENARIO_MODULE })) {
      expect((door as Readonly<Record<string, unknown>>)[name], name).toBe(value);
    }
  });
});
