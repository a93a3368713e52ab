import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import { PageAgent } from "./page-agent.js";
import { PAGE_AGENT_SOURCE } from "./page-agent-source.generated.js";

const HEAD = "1\t1000\t1";

async function attached(routes: readonly string[] = []) {
  const cdp = new FakeCdpSession();
  const clock = new FakeClock(5000);
  const telemetry = new RecordingTelemetry();
  const agent = new PageAgent(cdp, { telemetry, routes, clock });
  await agent.attach();
  const { name } = cdp.sent.find(({ method }) => method === "Runtime.addBinding")!.params as { name: string };
  const say = (payload: string) => cdp.emit("Runtime.bindingCalled", { name, payload });
  return { cdp, clock, telemetry, agent, name, say };
}

describe("the node's side of the page agent", () => {
  it("records measurements of pages at the time when they ended", async () => {
    const { telemetry, say } = await attached();
    say(
      `${HEAD}\nh\tliveview_connection_duration\t/orders/17\t120\t30\ne\tclick\t100\t25\t5\nd\t3\t1\nc\tpage_errors\tTypeError\t10`,
    );
    expect(telemetry.samples).toMatchObject([
      { metric: "liveview_connection_duration", dimension: "/orders/:id", value: 120, endedAtMs: 4970 },
      // The parts of an event over its whole span, so that they are healthy or sick together.
      { metric: "liveview_event_server_duration", dimension: "click", value: 100, endedAtMs: 4995, startedAtMs: 4870 },
      { metric: "liveview_event_patch_duration", dimension: "click", value: 25, endedAtMs: 4995, startedAtMs: 4870 },
      { metric: "liveview_event_duration", dimension: "click", value: 125, endedAtMs: 4995, startedAtMs: 4870 },
    ]);
    expect(telemetry.counts).toEqual([{ metric: "page_errors", dimension: "TypeError", amount: 1, atMs: 4990 }]);
    expect(telemetry.gauges).toEqual([{ metric: "node_page_delay", value: 3, atMs: 4999 }]);
  });

  it("names pages by the given routes", async () => {
    const { telemetry, say } = await attached(["/shop/:slug"]);
    say(`${HEAD}\nc\tliveview_crashes\t/shop/kettle\t1`);
    expect(telemetry.totals("liveview_crashes")).toEqual({ "/shop/:slug": 1 });
  });

  it("counts malformed batches, and continues", async () => {
    const { telemetry, say } = await attached();
    say("hello");
    say(`${HEAD}\nd\t1\t1\nh\tmade_up\t/\t1\t1`);
    expect(telemetry.totals("page_errors")).toEqual({ "malformed report": 2 });
    expect(telemetry.gauges).toHaveLength(1);
  });

  it("ignores other bindings", async () => {
    const { cdp, telemetry } = await attached();
    cdp.emit("Runtime.bindingCalled", { name: "theirs", payload: `${HEAD}\nd\t1\t1` });
    expect(telemetry.gauges).toEqual([]);
  });

  it("waits in a flush for the page's answer, then records the vitals", async () => {
    const { cdp, telemetry, agent, say } = await attached();
    say(`${HEAD}\nv\tLCP\t1\t/\t60\t1`);
    cdp.onSend = () => say(`${HEAD}\t1\nv\tLCP\t1\t/\t80\t1`);
    await agent.flush(1000);
    expect(telemetry.values("web_vital_lcp")).toEqual([80]);
  });

  it("waits at most for the time limit, and never rejects", async () => {
    const { cdp, clock, telemetry, agent, say } = await attached();
    say(`${HEAD}\nv\tLCP\t1\t/\t60\t1`);
    const silent = agent.flush(1000);
    await clock.advance(1000);
    await silent;
    expect(telemetry.values("web_vital_lcp")).toEqual([60]);
    cdp.onSend = () => Promise.reject(new Error("the page is gone"));
    await agent.flush(1000);
    agent.end();
    expect(clock.pending).toBe(0);
  });

  it("does not watch a frame that was gone before it was attached to", async () => {
    const { clock, agent } = await attached();
    const before = clock.pending;
    const frame = new FakeCdpSession();
    const attaching = agent.attach(frame);
    agent.detach(frame);
    await attaching;
    expect(clock.pending).toBe(before);
  });

  it("injects at most 20 KB into a page", () => {
    expect(Buffer.byteLength(PAGE_AGENT_SOURCE)).toBeLessThanOrEqual(20 * 1024);
  });
});
