import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { concurrently } from "../fixtures/after-test.js";
import { kubeconfigFor, kubernetesApi, POD_LINE } from "../fixtures/kubernetes-api.js";
import { silentServer } from "../fixtures/silent-server.js";
import { eventually, liveLoad, temporaryFolder } from "./command.js";

const RUN = ["run", "examples/counter.scenario.ts", "--users", "1", "--duration", "5s"];
const IN_CLUSTER = [...RUN, "--in-cluster", "--backend", "kubernetes", "--backend-option", "image=any:1"];

async function start(args: readonly string[], env: NodeJS.ProcessEnv) {
  const out = args[0] === "run" ? ["--out", join(await temporaryFolder(), "report")] : [];
  return liveLoad([...args, ...out], { env: { XDG_STATE_HOME: await temporaryFolder(), ...env } });
}

/** Platforms that accept connections and never answer, with the arguments and environment that select them. */
const PLATFORMS = [
  {
    backend: "kubernetes",
    args: ["--backend", "kubernetes", "--backend-option", "image=any:1", "--listen", "127.0.0.1"],
    platform: async () => {
      const { server, asked } = await silentServer(0);
      const { port } = server.address() as { readonly port: number };
      return { env: { KUBECONFIG: await kubeconfigFor(`http://127.0.0.1:${port}`) }, asked };
    },
    said: /no Kubernetes API answers at http:\/\/127\.0\.0\.1:\d+: it did not answer in time/,
  },
  {
    backend: "docker",
    args: ["--backend", "docker"],
    platform: async () => {
      const path = join(await temporaryFolder(), "docker.sock");
      const { asked } = await silentServer(path);
      return { env: { DOCKER_HOST: `unix://${path}` }, asked };
    },
    said: /no Docker Engine answers at unix:\/\/.*docker\.sock/,
  },
];

describe.each(PLATFORMS)(
  "a platform that accepts connections and never answers ($backend)",
  { concurrent: true },
  ({ backend, args, platform, said }) => {
    it("ends a run with an error that names it", { timeout: 180_000 }, (context) =>
      concurrently(context, async () => {
        const { code, stderr } = await (await start([...RUN, ...args], (await platform()).env)).ended;
        expect(code, stderr).toBe(106);
        expect(stderr).toMatch(said);
      }),
    );

    it.for([
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const)("does not keep a run from ending on %s", { timeout: 180_000 }, ([signal, exit], context) =>
      concurrently(context, async () => {
        const { env, asked } = await platform();
        const command = await start([...RUN, ...args], env);
        await eventually("the platform to be asked", () => asked() > 0);
        command.child.kill(signal);
        const { code, stderr } = await command.ended;
        expect(code, stderr).toBe(exit);
        expect(stderr).not.toMatch(said);
      }),
    );

    it("is reported by gc", { timeout: 180_000 }, (context) =>
      concurrently(context, async () => {
        const { code, stdout } = await (await start(["gc", "--backend", backend], (await platform()).env)).ended;
        expect(code, stdout).toBe(106);
        expect(stdout).toMatch(said);
      }),
    );
  },
);

describe("a run in a cluster whose API server stops answering", { concurrent: true }, () => {
  it.for([
    ["vanish", "SIGINT", "interrupted", 130],
    ["fallSilent", "SIGTERM", "terminated", 143],
  ] as const)(
    "ends on a signal and reports leftovers (%s, %s)",
    { timeout: 180_000 },
    ([trouble, signal, reason, exit], context) =>
      concurrently(context, async () => {
        const api = await kubernetesApi();
        const command = await start(IN_CLUSTER, { KUBECONFIG: api.kubeconfig });
        await command.shown(POD_LINE);
        api[trouble]();
        command.child.kill(signal);
        await command.shown(`${reason}: asking the run in the cluster to stop`);
        const { code, stderr } = await command.ended;
        expect(code, stderr).toBe(exit);
        expect(stderr).toMatch(/could not be deleted .*kubectl -n \S+ delete job live-load-controller-\S+ --wait=false/);
      }),
  );

  it("ends on a second signal without waiting for the run", { timeout: 180_000 }, (context) =>
    concurrently(context, async () => {
      const api = await kubernetesApi();
      const command = await start(IN_CLUSTER, { KUBECONFIG: api.kubeconfig });
      await command.shown(POD_LINE);
      api.fallSilent();
      command.child.kill("SIGINT");
      await command.shown("interrupted:");
      command.child.kill("SIGINT");
      expect((await command.ended).code).toBe(130);
    }),
  );
});
