import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { AGENT_ENVIRONMENT } from "../protocol/agent-environment.js";
import { unknownVariables } from "./unknown-variables.js";

it("warns of variables that nobody reads, with the one that was probably meant", () => {
  expect(unknownVariables({ LIVELOAD_USER: "3", LIVELOAD_QQQQQQ: "1", LIVELOAD_USERS: "3", PATH: "/bin" })).toEqual([
    "the environment variable LIVELOAD_QQQQQQ is unknown, and ignored",
    "the environment variable LIVELOAD_USER is unknown, and ignored: did you mean LIVELOAD_USERS?",
  ]);
});

it("knows those of nodes, and those in the documentation", () => {
  const documented = readFileSync("docs/options.md", "utf8").match(/LIVELOAD_[A-Z_]*[A-Z]/g) ?? [];
  const names = [...Object.values(AGENT_ENVIRONMENT), ...documented, "LIVELOAD_BROWSER_PATH"];
  expect(unknownVariables(Object.fromEntries(names.map((name) => [name, "1"])))).toEqual([]);
});
