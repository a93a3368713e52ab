import { describe, expect, it, vi } from "vitest";
import { type Clock, systemClock } from "../../src/base/clock.js";
import { LiveLoadError } from "../../src/base/errors.js";
import { runController } from "../../src/cluster/backends/kubernetes/in-cluster/controller-run.js";
import { concurrently } from "../fixtures/after-test.js";
import { FakeClock } from "../fixtures/fake-clock.js";
import { type KubernetesApi, kubernetesApi, POD_LINE } from "../fixtures/kubernetes-api.js";

const JOB = "/apis/batch/v1/namespaces/default/jobs/live-load-controller-run-1";

function follow(api: KubernetesApi, silenceMs: number, clock: Clock = systemClock) {
  const lines: string[] = [];
  const warnings: string[] = [];
  const [stop, abandon] = [new AbortController(), new AbortController()];
  const ended = runController({
    runId: "run-1",
    backendOptions: { image: "any:1" },
    env: { KUBECONFIG: api.kubeconfig },
    clock,
    input: Buffer.from("input"),
    expiresAt: clock.wallTime() + 600_000,
    silenceMs,
    outputFolder: "here",
    onLine: (line) => void lines.push(line),
    onWarning: (message) => void warnings.push(message),
    stop: stop.signal,
    abandon: abandon.signal,
  }).then(
    () => undefined,
    (error: unknown) => error as LiveLoadError,
  );
  let early: LiveLoadError | undefined;
  void ended.then((error) => {
    early = error;
  });
  const until = (what: string, holds: () => boolean) =>
    vi.waitFor(() => expect(early ?? holds(), what).toBe(true), { timeout: 60_000 });
  const ask = (controller: AbortController) =>
    controller.abort(new LiveLoadError("ABORTED", "the run was interrupted", { details: { reason: "interrupted" } }));
  return { lines, warnings, ended, until, stop: () => ask(stop), abandon: () => ask(abandon) };
}

describe("a controller in a cluster whose API server stops answering", { timeout: 120_000, concurrent: true }, () => {
  it.for(["vanish", "fallSilent"] as const)(
    "is no longer followed after a while but continues, and the error says how to find it (%s)",
    (trouble, context) =>
      concurrently(context, async () => {
        const api = await kubernetesApi();
        const { lines, warnings, ended, until } = follow(api, 2000);
        await until("the pod's line", () => lines.includes(POD_LINE));
        api[trouble]();
        expect(await ended).toMatchObject({
          code: "CHANNEL_CLOSED",
          message: expect.stringMatching(/has not answered for 2 s: .*; the run may still be in progress in the cluster/),
          hint: expect.stringMatching(
            /`kubectl -n default logs -f --tail=-1 -l batch\.kubernetes\.io\/job-name=live-load-controller-run-1`.*docs\/kubernetes\.md.*`kubectl -n default delete job live-load-controller-run-1 --wait=false`/,
          ),
        });
        expect(warnings).toEqual([expect.stringMatching(/does not answer \(.*\); trying again for 2 s/)]);
        // A silent API server does not end a run.
        expect(api.requests).not.toContain(`DELETE ${JOB}`);
      }),
  );

  it("is still followed when the API server comes back in time", (context) =>
    concurrently(context, async () => {
      const api = await kubernetesApi();
      const { lines, warnings, ended, stop, until } = follow(api, 60_000);
      await until("the pod's line", () => lines.includes(POD_LINE));
      api.vanish();
      await until("a warning", () => warnings.length > 0);
      const asked = api.requests.length;
      await api.comeBack();
      await until("its pod to be looked at again", () => api.requests.slice(asked).some((one) => one.endsWith("/pods")));
      stop();
      expect(await ended).toMatchObject({ code: "ABORTED" });
      expect(api.requests).toContain(`DELETE ${JOB}`);
      expect(lines).toEqual([POD_LINE]);
    }));

  it("is deleted when it cannot be asked to stop, and leftovers are reported", (context) =>
    concurrently(context, async () => {
      const api = await kubernetesApi();
      const { lines, warnings, ended, stop, until } = follow(api, 60_000);
      await until("the pod's line", () => lines.includes(POD_LINE));
      api.vanish();
      stop();
      expect(await ended).toMatchObject({ code: "ABORTED", message: "the run was interrupted" });
      expect(warnings).toContainEqual(
        expect.stringMatching(/^the controller could not be asked to stop: .*; deleting it instead$/),
      );
      expect(warnings).toContainEqual(
        expect.stringMatching(
          /^the Job live-load-controller-run-1 .* could not be deleted .*: to delete it, run `kubectl -n default delete job live-load-controller-run-1 --wait=false`$/,
        ),
      );
    }));

  it("is abandoned on a second stop request", (context) =>
    concurrently(context, async () => {
      const api = await kubernetesApi();
      const { lines, ended, stop, abandon, until } = follow(api, 60_000);
      await until("the pod's line", () => lines.includes(POD_LINE));
      api.fallSilent();
      stop();
      abandon();
      expect(await ended).toMatchObject({ code: "ABORTED" });
    }));

  it("is deleted at once when stopped while it starts", (context) =>
    concurrently(context, async () => {
      const api = await kubernetesApi({ hasPod: false });
      const { warnings, ended, stop, until } = follow(api, 60_000);
      await until("its pod to be looked for", () => api.requests.some((one) => one.endsWith("/pods")));
      stop();
      expect(await ended).toMatchObject({
        code: "ABORTED",
        message: "the run was interrupted before its controller in the cluster had started; nothing of it is left in the cluster",
      });
      expect(api.requests).toContain(`DELETE ${JOB}`);
      expect(warnings).toEqual([]);
    }));

  it("is not created when the run is stopped before, and deleted when that cut its creation off", (context) =>
    concurrently(context, async () => {
      const early = await kubernetesApi();
      early.fallSilent();
      const { ended, stop, until } = follow(early, 60_000);
      await until("the rights to be asked for", () => early.requests.length > 0);
      stop();
      expect(await ended).toMatchObject({ code: "ABORTED", message: expect.stringContaining("nothing of it is left") });
      expect(early.requests.filter((request) => request.endsWith("/jobs"))).toEqual([]);

      const late = await kubernetesApi({ holdsBack: "POST /apis/batch/v1/namespaces/default/jobs" });
      const cutOff = follow(late, 60_000);
      await cutOff.until("its Job to be asked for", () => late.requests.some((request) => request.endsWith("/jobs")));
      cutOff.stop();
      expect(await cutOff.ended).toMatchObject({ code: "ABORTED", message: expect.stringContaining("nothing of it is left") });
      // The first one found nothing: the Job may have been created after it.
      expect(late.requests.filter((request) => request === `DELETE ${JOB}`)).toHaveLength(2);
    }));

  it("is given up within 20 s when the API server is silent, with what may be left of it", (context) =>
    concurrently(context, async () => {
      const [api, clock] = [await kubernetesApi(), new FakeClock()];
      const { lines, warnings, ended, stop, until } = follow(api, 60_000, clock);
      await until("the pod's line", () => lines.includes(POD_LINE));
      api.fallSilent();
      stop();
      await clock.advance(20_000);
      expect(await ended).toMatchObject({ code: "ABORTED", message: "the run was interrupted" });
      expect(warnings.at(-1)).toContain("`kubectl -n default delete job live-load-controller-run-1 --wait=false`");
    }));

  it("is not asked whether it answers once it has taken the request to stop", (context) =>
    concurrently(context, async () => {
      const [api, clock] = [await kubernetesApi({ takesCommands: true }), new FakeClock()];
      const { lines, ended, stop, abandon, until } = follow(api, 60_000, clock);
      await until("the pod's line", () => lines.includes(POD_LINE));
      stop();
      await until("its request to stop", () => api.commands() === 1);
      const asked = api.requests.length;
      await clock.advance(2000);
      await fetch(api.url);
      expect(api.requests.slice(asked).filter((one) => one.endsWith("/pods"))).toEqual([]);
      abandon();
      expect(await ended).toMatchObject({ code: "ABORTED" });
    }));

  it("is waited for only a little longer when abandoned while it is deleted", (context) =>
    concurrently(context, async () => {
      const [api, clock] = [await kubernetesApi({ hasPod: false, holdsBack: `DELETE ${JOB}` }), new FakeClock()];
      const { warnings, ended, stop, abandon, until } = follow(api, 60_000, clock);
      await until("its pod to be looked for", () => api.requests.some((one) => one.endsWith("/pods")));
      stop();
      await until("its Job to be deleted", () => api.requests.includes(`DELETE ${JOB}`));
      abandon();
      await clock.advance(5000);
      expect(await ended).toMatchObject({ message: expect.stringContaining("its Job may be left in the cluster") });
      expect(warnings.at(-1)).toContain("waited 5000 ms for the API server to delete it");
    }));

  it("fails to start when the API server is silent for too long", (context) =>
    concurrently(context, async () => {
      const api = await kubernetesApi({ hasPod: false });
      const { ended, until } = follow(api, 1000);
      await until("its pod to be looked for", () => api.requests.some((one) => one.endsWith("/pods")));
      api.vanish();
      expect(await ended).toMatchObject({
        code: "BACKEND_UNAVAILABLE",
        message: expect.stringContaining("has not answered for 1 s"),
      });
    }));
});
