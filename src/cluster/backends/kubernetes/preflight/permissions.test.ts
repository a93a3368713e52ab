import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CONTROLLER_PERMISSIONS } from "../in-cluster/controller-preflight.js";
import { PERMISSIONS, roleManifest } from "./permissions.js";

const rulesOf = (manifest: string) => manifest.slice(manifest.indexOf("rules:"));

describe("the rights of a run", () => {
  it("are those of the shipped manifests", () => {
    expect(readFileSync("deploy/kubernetes/controller.yaml", "utf8")).toContain(rulesOf(roleManifest(undefined)));
    expect(readFileSync("deploy/kubernetes/person.yaml", "utf8")).toContain(
      rulesOf(roleManifest(undefined, CONTROLLER_PERMISSIONS)),
    );
  });

  it("are those listed in the documentation", () => {
    const rows = readFileSync("docs/kubernetes.md", "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| `"));
    for (const { group, resource, verbs } of PERMISSIONS) {
      const name = `\`${resource}${group === "" ? "" : `.${group}`}\``;
      const row = rows.find((line) => line.split("|")[1]?.includes(name));
      expect(row, name).toContain(`| ${verbs.join(", ")} |`);
    }
  });

  it("do not allow reading Secrets or creating pods", () => {
    const may = (resource: string) => PERMISSIONS.find((one) => one.resource === resource)?.verbs;
    expect(may("secrets")).toEqual(["create"]);
    expect(may("pods")).not.toContain("create");
  });

  it("name the namespace if there is one", () => {
    expect(roleManifest("load")).toContain("  namespace: load\n");
  });
});
