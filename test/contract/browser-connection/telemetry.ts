import { describe, expect, it } from "vitest";
import { MEASURES_TIME } from "../../fixtures/measures-time.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

export function describeTelemetry(subject: BrowserUnderTest): void {
  describe("telemetry", () => {
    it("reaches the sink from the first page on", async () => {
      subject.sink.samples.length = 0;
      subject.sink.counts.length = 0;
      await subject.openLive("/counter?delay=50");
      await subject.click("#inc");
      await subject.page.waitForPhxLoadingCompletion("click", "#inc", subject.patient);
      await subject.user.flush(5000);
      const { samples, counts } = subject.sink;
      const one = (metric: string) => samples.find((sample) => sample.metric === metric);
      expect(one("liveview_event_server_duration")).toMatchObject({ dimension: "click" });
      expect(one("liveview_event_server_duration")?.value).toBeGreaterThanOrEqual(45);
      for (const metric of [
        "liveview_connection_duration",
        "web_vital_ttfb",
        "http_request_duration",
        "websocket_frame_sent_size",
      ]) {
        expect(one(metric), metric).toBeDefined();
      }
      expect(counts).toContainEqual({ metric: "http_requests", dimension: "2xx" });
      expect(counts.map(({ metric }) => metric)).toContain("websocket_opened");
    });

    it("reaches the sink before the context is closed", async () => {
      await subject.openLive("/counter");
      subject.sink.samples.length = 0;
      await subject.click("#inc");
      await subject.page.waitForPhxLoadingCompletion("click", "#inc", subject.patient);
      await subject.closeUser();
      expect(subject.sink.samples.map(({ metric }) => metric)).toContain("liveview_event_duration");
    });

    describe("includes the interaction with a page", () => {
      const waysToLeave = {
        "for another page": () => subject.open("/counter"),
        "for another site": () =>
          subject.page.navigate(`${subject.target.url.replace("127.0.0.1", "localhost")}/plain`, subject.patient),
        "by its own script": async () => {
          await subject.page.evaluate('() => { location.href = "/counter"; }', [], subject.patient);
          await subject.see("#inc");
        },
        "for good": () => subject.closeUser(),
      };
      const cases = Object.keys(waysToLeave).flatMap((way) =>
        [50, 300].flatMap((handlerMs) =>
          (way === "for another page" ? [100, 300, 600] : [100]).map((restMs) => ({ way, handlerMs, restMs })),
        ),
      );

      // The browser reports the click when it has drawn the next frame: on a busy machine, the page may be left before that.
      it.each(cases)(
        "that is left $way $restMs ms after a click of $handlerMs ms",
        MEASURES_TIME,
        async ({ way, handlerMs, restMs }) => {
          subject.sink.samples.length = 0;
          await subject.open("/plain");
          const handler = `(ms) => document.querySelector("h1").addEventListener("click", () => {
          for (const until = performance.now() + ms; performance.now() < until; );
          document.querySelector("h1").textContent = "clicked";
        })`;
          await subject.page.evaluate(handler, [handlerMs], subject.patient);
          await subject.click("h1");
          await subject.see('h1:text-is("clicked")');
          await subject.page.evaluate("(ms) => new Promise((done) => setTimeout(done, ms))", [restMs], subject.patient);
          await waysToLeave[way as keyof typeof waysToLeave]();
          const interactions = () => subject.sink.samples.filter(({ metric }) => metric === "web_vital_inp");
          await expect.poll(interactions, { timeout: 10_000 }).toEqual([
            // The browser rounds to 8 ms.
            { metric: "web_vital_inp", dimension: "/plain", value: expect.toSatisfy((ms: number) => ms > handlerMs - 8) },
          ]);
        },
      );
    });

    it("excludes the browser's error page of a failed navigation", async () => {
      subject.sink.samples.length = 0;
      await expect(subject.page.navigate("http://127.0.0.1:61999/", subject.patient)).rejects.toMatchObject({
        kind: "connection",
      });
      await subject.user.flush(5000);
      expect(subject.sink.samples.map(({ metric }) => metric).filter((metric) => metric.startsWith("web_vital"))).toEqual([]);
    });

    it("is flushed without an error when the page hangs", async () => {
      await subject.open("/plain");
      await subject.expectTimeout((brief) => subject.page.evaluate("() => { for (;;); }", [], brief));
      await subject.user.flush(200);
    });
  });
}
