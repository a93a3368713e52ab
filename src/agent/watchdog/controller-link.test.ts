import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { batch, EPOCH, NODE_RESOURCES_SAMPLE } from "../../../test/fixtures/watchdog-bench.js";
import { LiveLoadError } from "../../base/errors.js";
import { Connection } from "../../channel/connection.js";
import { type MemoryTransport, memoryTransports } from "../../channel/memory-transport.js";
import { peekBatchHeader } from "../../protocol/batch-codec.js";
import { CONTROLLER_NOTIFICATIONS, CONTROLLER_REQUESTS, NODE_NOTIFICATIONS, NODE_REQUESTS } from "../../protocol/messages.js";
import { ControllerLink } from "./controller-link.js";

const CONTROLLER = { requests: CONTROLLER_REQUESTS, notifications: CONTROLLER_NOTIFICATIONS };
const NODE = { requests: NODE_REQUESTS, notifications: NODE_NOTIFICATIONS };
const LEASE_MS = 30_000;

/** A link, and a controller that answers its joins and keeps what it is told. */
class Ends {
  readonly clock = new FakeClock();
  readonly joins: boolean[] = [];
  readonly batches: number[] = [];
  readonly notices: string[] = [];
  readonly ended: string[] = [];
  dials = 0;
  isReachable = true;
  lastSeq = 0;
  refusal: LiveLoadError | undefined;
  controller: Connection<typeof CONTROLLER, typeof NODE> | undefined;
  #far: MemoryTransport | undefined;
  readonly link = new ControllerLink({
    clock: this.clock,
    dial: async () => this.#dial(),
    version: "1",
    epoch: EPOCH,
    resources: NODE_RESOURCES_SAMPLE,
    serve: () => {},
    onEnd: (why, message) => void this.ended.push(`${why}: ${message}`),
  });

  cut(): void {
    this.#far?.cut();
  }

  #dial(): MemoryTransport {
    this.dials += 1;
    if (!this.isReachable) throw new LiveLoadError("CHANNEL_CLOSED", "connection refused");
    const [near, far] = memoryTransports();
    const controller = new Connection({ transport: far, clock: this.clock, ours: CONTROLLER, theirs: NODE });
    controller.handle("cluster.join", ({ resume }) => {
      if (this.refusal !== undefined) throw this.refusal;
      this.joins.push(resume);
      return { leaseMs: LEASE_MS, renewEveryMs: 3000, lastSeq: this.lastSeq };
    });
    controller.handle("lease.renew", () => ({}));
    controller.onBinary((bytes) => void this.batches.push(peekBatchHeader(bytes).seq));
    controller.on("runner.finished", ({ lastSeq }) => void this.notices.push(`finished ${lastSeq}`));
    controller.on("runner.progress", ({ preparedUsers }) => void this.notices.push(`progress ${preparedUsers}`));
    this.controller = controller.start();
    this.#far = far;
    return near;
  }
}

const FINISHED = { lastSeq: 3, users: { succeeded: 1, failed: 0, neverStarted: 0 } };

describe("the link to the controller", () => {
  it("sends batches again after a reconnect, from the last one that the controller has", async () => {
    const ends = new Ends();
    void ends.link.open();
    await ends.clock.advance(0);
    for (const seq of [1, 2, 3]) ends.link.send(batch(seq));
    await ends.clock.advance(0);
    expect(ends.batches).toEqual([1, 2, 3]);
    ends.lastSeq = 1;
    ends.cut();
    await ends.clock.advance(5000);
    expect(ends.joins).toEqual([false, true]);
    expect(ends.batches).toEqual([1, 2, 3, 2, 3]);
  });

  it("keeps acknowledged batches no longer, and ignores acknowledgements of another epoch", async () => {
    const ends = new Ends();
    void ends.link.open();
    await ends.clock.advance(0);
    for (const seq of [1, 2]) ends.link.send(batch(seq));
    ends.controller?.notify("batch.ack", { epoch: EPOCH + 1, seq: 2 });
    ends.controller?.notify("batch.ack", { epoch: EPOCH, seq: 1 });
    await ends.clock.advance(0);
    ends.cut();
    await ends.clock.advance(5000);
    expect(ends.batches).toEqual([1, 2, 2]);
  });

  it("tells the end of the users again on a new connection, and not how far they were prepared", async () => {
    const ends = new Ends();
    void ends.link.open();
    await ends.clock.advance(0);
    ends.link.notify("runner.progress", { preparedUsers: 2, totalUsers: 4 });
    await ends.clock.advance(0);
    ends.isReachable = false;
    ends.cut();
    await ends.clock.advance(3000);
    ends.link.notify("runner.progress", { preparedUsers: 3, totalUsers: 4 });
    ends.link.notify("runner.finished", FINISHED);
    ends.isReachable = true;
    await ends.clock.advance(3000);
    expect(ends.notices).toEqual(["progress 2", "finished 3"]);
  });

  it("gives up when its lease ends before the controller can be reached again", async () => {
    const ends = new Ends();
    void ends.link.open();
    await ends.clock.advance(0);
    ends.isReachable = false;
    ends.cut();
    await ends.clock.advance(LEASE_MS - 2000);
    expect(ends.ended).toEqual([]);
    await ends.clock.advance(4000);
    expect(ends.ended).toEqual(["lease: connection refused"]);
    const { dials } = ends;
    await ends.clock.advance(60_000);
    expect(ends.dials).toBe(dials);
  });

  it("does not try again after a refusal", async () => {
    const ends = new Ends();
    ends.refusal = new LiveLoadError("VERSION_MISMATCH", "the controller has version 2");
    await Promise.all([ends.link.open(), ends.clock.advance(1000)]);
    expect(ends.ended).toEqual(["refused: the controller has version 2"]);
    await ends.clock.advance(60_000);
    expect(ends.dials).toBe(1);
  });

  it("answers a request at the latest when its time is over, while the controller cannot be reached", async () => {
    const ends = new Ends();
    ends.isReachable = false;
    void ends.link.open();
    const asked = ends.link
      .request("data.rows", { pool: "people", indexes: [0] }, 2000)
      .catch((error: LiveLoadError) => error.code);
    await ends.clock.advance(2500);
    expect(await asked).toBe("CHANNEL_CLOSED");
  });

  it("ends without a word when it is closed", async () => {
    const ends = new Ends();
    void ends.link.open();
    await ends.clock.advance(0);
    ends.link.close();
    await ends.clock.advance(60_000);
    expect(ends.ended).toEqual([]);
    expect(ends.dials).toBe(1);
  });
});
