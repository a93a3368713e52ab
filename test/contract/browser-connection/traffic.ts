import { describe, expect, it } from "vitest";
import type { Traffic, TrafficWatch } from "../../../src/scenario/ports/traffic.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

export function describeTraffic(subject: BrowserUnderTest): void {
  describe("traffic", () => {
    function watch<K extends keyof Traffic>(kind: K, end: string): TrafficWatch<Traffic[K]> {
      return subject.page.traffic.watch(kind, { shown: `to **${end}`, fits: ({ url }) => url.endsWith(end) });
    }
    const send = (source: string) => subject.page.evaluate(source, [], subject.patient);

    it("finds a request and its response that come between the watch and the wait", async () => {
      await subject.openOdd("/strict");
      const [request, response] = [watch("request", "/unchanged?a"), watch("response", "/unchanged?a")];
      await send(
        `() => fetch("/unchanged?a", { method: "POST", headers: { "X-Mine": "1" }, body: "n=2" }).then((r) => r.text())`,
      );
      const url = `${subject.odd.url}/unchanged?a`;
      expect(await request.found(subject.patient)).toEqual({
        url,
        method: "POST",
        resourceType: "fetch",
        headers: expect.objectContaining({ "x-mine": "1" }),
        postData: "n=2",
      });
      const { durationMs, headers, ...rest } = await response.found(subject.patient);
      expect(rest).toEqual({ url, method: "POST", resourceType: "fetch", status: 200 });
      expect(headers).toMatchObject({ etag: expect.any(String) });
      expect(durationMs).toBeGreaterThan(0);
      request.end();
      response.end();
    });

    it("waits for one that comes later, of a document or a frame of another site too", async () => {
      await subject.openOdd("/strict");
      const document = watch("response", "/to-never");
      const found = document.found(subject.patient);
      await subject.openBody(`<script>setTimeout(() => { location.href = "/to-never"; }, 50)</script>`);
      expect(await found).toMatchObject({ resourceType: "document", status: 200, method: "GET" });
      document.end();
      const there = { shown: "**/to-never", fits: (url: string) => url.endsWith("/to-never") };
      await subject.page.waits.forURL(there, subject.patient);
      const inFrame = watch("response", "/headers");
      const inner = `/given?${new URLSearchParams({ body: `<script>fetch("/headers")</script>` }).toString()}`;
      await subject.openBody(`<iframe src="OTHER${inner}"></iframe>`);
      expect(await inFrame.found(subject.patient)).toMatchObject({ resourceType: "fetch" });
      inFrame.end();
    });

    it("does not find what came before the watch, and says in vain what there was", async () => {
      await subject.openOdd("/strict");
      const { url } = subject.odd;
      await send(`() => fetch("/deep").then((r) => r.text())`);
      await subject.expectTimeout(
        (brief) => watch("request", "/deep").found(brief),
        "a request to **/deep: there was no request",
      );
      const response = watch("response", "/never");
      await send(`() => { fetch("/never").catch(() => {}); return fetch("/nope?secret=1").then((r) => r.text()); }`);
      await subject.expectTimeout(
        (brief) => response.found(brief),
        `a response to **/never: the latest requests were GET ${url}/never (not answered), GET ${url}/nope (404)`,
      );
      response.end();
    });

    it("reads the body of a response once it is complete, also after the watch has ended", async () => {
      await subject.openOdd("/strict");
      const bodyOf = async (end: string, cause: string) => {
        const response = watch("response", end);
        await send(cause);
        await response.found(subject.patient);
        response.end();
        return { text: async () => Buffer.from(await response.body(subject.patient)).toString("utf8"), response };
      };
      const echoed = await bodyOf("/echo", `() => void fetch("/echo", { method: "POST", body: "grüße" }).then((r) => r.text())`);
      expect(JSON.parse(await echoed.text())).toMatchObject({ method: "POST", body: "grüße" });
      expect(JSON.parse(await echoed.text())).toMatchObject({ body: "grüße" });
      const zeros = await bodyOf("/bytes?count=70000", `() => void fetch("/bytes?count=70000").then((r) => r.arrayBuffer())`);
      expect((await zeros.response.body(subject.patient)).byteLength).toBe(70_000);
      const large = await bodyOf(
        "/bytes?count=11000000",
        `() => void fetch("/bytes?count=11000000").then((r) => r.arrayBuffer())`,
      );
      const tooLarge = expect.stringMatching(/cannot be read: it is larger than 10 MiB/);
      await expect(large.text()).rejects.toMatchObject({ kind: "invalid", message: tooLarge });
      const blob = await bodyOf("/bytes?count=9", `() => void fetch("/bytes?count=9").then((r) => r.blob())`);
      await expect(blob.text()).rejects.toMatchObject({ kind: "invalid", message: expect.stringContaining("as a Blob") });
      const redirect = await bodyOf("/redirected", `() => void fetch("/redirected")`);
      const noBody = expect.stringContaining("is a redirect, which has no body");
      await expect(redirect.text()).rejects.toMatchObject({ kind: "invalid", message: noBody });
      const document = watch("response", "/contents");
      await subject.openOdd("/contents");
      expect(Buffer.from(await document.body(subject.patient)).toString("utf8")).toContain('id="contents"');
      document.end();
      await subject.expectTimeout((brief) => watch("response", "/never").body(brief));
    });

    it("finds requests of frames of other sites and of workers, with their bodies", async () => {
      const inFrame = watch("response", "/headers");
      const inner = `/given?${new URLSearchParams({ body: `<script>fetch("/headers").then((r) => r.text())</script>` }).toString()}`;
      await subject.openBody(`<iframe src="OTHER${inner}"></iframe>`);
      await inFrame.found(subject.patient);
      expect(JSON.parse(Buffer.from(await inFrame.body(subject.patient)).toString("utf8"))).toHaveProperty("user-agent");
      inFrame.end();
      const [request, response] = [watch("request", "/echo"), watch("response", "/echo")];
      const source = 'fetch(location.origin + "/echo", { method: "PUT", body: "work" }).then((r) => r.text())';
      await send(`() => { window.worker = new Worker("/script?" + new URLSearchParams({ source: ${JSON.stringify(source)} })) }`);
      expect(await request.found(subject.patient)).toMatchObject({ method: "PUT", resourceType: "fetch" });
      await response.found(subject.patient);
      expect(JSON.parse(Buffer.from(await response.body(subject.patient)).toString("utf8"))).toMatchObject({ body: "work" });
      for (const one of [request, response]) one.end();
    });

    it("ends at once when its signal is aborted", async () => {
      await subject.openOdd("/strict");
      const stop = new AbortController();
      const request = watch("request", "/done");
      const waiting = request.found({ timeoutMs: 60_000, signal: stop.signal });
      stop.abort();
      await expect(waiting).rejects.toMatchObject({ kind: "aborted" });
      request.end();
    });
  });
}
