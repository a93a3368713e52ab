import type { V1ConfigMap } from "@kubernetes/client-node";
import { beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { connectKubernetes, type Kubernetes } from "../../src/cluster/backends/kubernetes/kubernetes-client.js";
import { parseKubernetesOptions } from "../../src/cluster/backends/kubernetes/kubernetes-options.js";
import { type FollowedObjects, followObjects } from "../../src/cluster/backends/kubernetes/launch/follow-objects.js";

const noKubernetes = inject("noKubernetes");
const address = inject("kubernetes")!;
const skipped = noKubernetes === undefined ? "" : ` (skipped: ${noKubernetes})`;
const namespace = "following";

describe.skipIf(noKubernetes !== undefined)(`watched objects${skipped}`, () => {
  let kubernetes: Kubernetes;
  beforeAll(async () => {
    kubernetes = await connectKubernetes(parseKubernetesOptions({ namespace }), { KUBECONFIG: address.kubeconfigPath });
    await kubernetes.core.createNamespace({ body: { metadata: { name: namespace } } });
  });

  const create = (name: string) =>
    kubernetes.core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { followed: "yes" } } } });
  const remove = (name: string) => kubernetes.core.deleteNamespacedConfigMap({ namespace, name });
  const query = { labelSelector: "followed=yes" };

  /** Collects the reported changes in order. */
  function follow(list: FollowedObjects<V1ConfigMap>["list"], path = `/api/v1/namespaces/${namespace}/configmaps`) {
    const stop = new AbortController();
    const seen: string[] = [];
    const troubles: unknown[] = [];
    const over = followObjects<V1ConfigMap>(
      {
        path,
        query,
        list,
        onPresent: ({ metadata }) => void seen.push(`+${metadata?.name}`),
        onGone: ({ metadata }) => void seen.push(`-${metadata?.name}`),
        onTrouble: (error) => void troubles.push(error),
      },
      { kubernetes, clock: systemClock, signal: stop.signal },
    );
    onTestFinished(async () => {
      stop.abort();
      await over;
    });
    return { seen, troubles, stop, over };
  }

  const listNow = () => kubernetes.core.listNamespacedConfigMap({ namespace, ...query });
  const sees = (seen: readonly string[], what: readonly string[]) => expect.poll(() => seen, { timeout: 30_000 }).toEqual(what);

  it("are reported as they exist, change and are deleted", async () => {
    await create("a");
    const { seen, stop, over } = follow(listNow);
    await sees(seen, ["+a"]);
    await create("b");
    await sees(seen, ["+a", "+b"]);
    await remove("a");
    await remove("b");
    await sees(seen, ["+a", "+b", "-a", "-b"]);
    stop.abort();
    await over;
  });

  it("are requested again until the server answers", async () => {
    const { troubles } = follow(listNow, "/api/v1/nothing");
    await expect.poll(() => troubles.length, { timeout: 30_000 }).toBeGreaterThan(1);
    expect(troubles[0]).toMatchObject({ code: 404 });
  });
});
