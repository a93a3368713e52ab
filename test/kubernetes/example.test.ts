import { readFileSync } from "node:fs";
import { KubeConfig, type KubernetesObject, KubernetesObjectApi, loadAllYaml } from "@kubernetes/client-node";
import { describe, expect, inject, it } from "vitest";

const noKubernetes = inject("noKubernetes");
const address = inject("kubernetes")!;
const skipped = noKubernetes === undefined ? "" : ` (skipped: ${noKubernetes})`;

describe.skipIf(noKubernetes !== undefined)(`the shipped manifests${skipped}`, () => {
  it.each(["examples/kubernetes/target.yaml", "deploy/kubernetes/controller.yaml", "deploy/kubernetes/person.yaml"])(
    "are accepted by the API server: %s",
    async (file) => {
      const config = new KubeConfig();
      config.loadFromFile(address.kubeconfigPath);
      const api = KubernetesObjectApi.makeApiClient(config);
      for (const object of loadAllYaml(readFileSync(file, "utf8")) as KubernetesObject[]) {
        const metadata = { ...(object.metadata as object), namespace: "default" };
        await expect(api.create({ ...object, metadata }, undefined, "All"), object.kind ?? "").resolves.toBeDefined();
      }
    },
  );
});
