import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import { PageOperationError } from "../../scenario/page-port.js";
import { InitScripts } from "../adjustments/init-scripts.js";
import { StepTimes } from "../interactions/step-times.js";
import { PageRecord } from "../page-record.js";
import { UserDialogs } from "../user-dialogs.js";
import { UserWindows } from "../user-windows.js";
import { FrameTree } from "./frames/frame-tree.js";
import { type MeasuringParts, measurePage } from "./measured-page.js";
import { PageWorlds } from "./page-worlds.js";
import { Popups } from "./popups.js";
import { type CommandSender, ProtocolSession } from "./protocol/protocol-session.js";

/** A user without pages, in a browser that answers every command with an empty object. */
function user() {
  const commands: string[] = [];
  const refused = new Set<string>();
  const sender: CommandSender = {
    send: async ({ method, session }) => {
      if (refused.has(method)) throw new Error(`${method} is refused`);
      commands.push(`${session.id} ${method}`);
      return {};
    },
    want: () => {},
    session: (id, parent) => new ProtocolSession(sender, id, parent),
  };
  const clock = new FakeClock(0);
  const windows = new UserWindows(clock);
  const surroundings = {
    browser: { clock, userAgent: "test", version: "Chromium/1.0", root: new ProtocolSession(sender, "root") },
    options: { telemetry: new RecordingTelemetry(), routes: [], userId: 1 },
    worlds: new PageWorlds(),
    storage: { follow: async () => {} },
    userNetwork: { follow: async () => {} },
    dialogs: new UserDialogs(),
    windows,
    steps: new StepTimes(clock),
    frames: new FrameTree("page"),
    workers: { started: () => {} },
    initScripts: new InitScripts(),
    pageScripts: new InitScripts(),
  } as unknown as MeasuringParts;
  const popups = new Popups(surroundings);
  const opened = async (id: string) => {
    const session = new ProtocolSession(sender, id);
    popups.add({ session, targetId: id });
    await clock.advance(0);
    return session;
  };
  const measured = (record = new PageRecord()) => {
    const session = new ProtocolSession(sender, "page");
    return { session, ...measurePage(session, surroundings, record) };
  };
  return { popups, windows, clock, commands, refused, opened, measured };
}

describe("the pages that a user's page opens", () => {
  it("are watched until their user closes", async () => {
    const { popups, clock, opened } = user();
    for (const id of ["a", "b"]) await opened(id);
    expect(clock.pending).toBe(2);
    popups.endOperations("the context was closed");
    expect(clock.pending).toBe(0);
    popups.endMeasuring();
  });

  it("are limited: the oldest is closed and no longer watched", async () => {
    const { popups, clock, commands, opened } = user();
    for (let number = 1; number <= 10; number += 1) await opened(`p${number}`);
    expect(commands.filter((command) => command.endsWith("Target.closeTarget"))).toHaveLength(2);
    expect(clock.pending).toBe(8);
    popups.endOperations("the context was closed");
    popups.endMeasuring();
    expect(clock.pending).toBe(0);
  });
});

describe("a page that is measured", () => {
  it("is no longer watched once it is gone, even if it never became ready", async () => {
    for (const isReady of [true, false]) {
      const { clock, refused, measured } = user();
      if (!isReady) refused.add("Emulation.setDeviceMetricsOverride");
      const { session, ready } = measured();
      expect(await ready.then(() => true).catch(() => false)).toBe(isReady);
      await clock.advance(0);
      expect(clock.pending).toBe(1);
      session.end(new PageOperationError("closed", "the page is gone"));
      expect(clock.pending).toBe(0);
    }
  });

  it("has no request under way of a frame or worker that has gone, or of a service worker that was stopped", async () => {
    for (const type of ["iframe", "worker", "shared_worker"]) {
      const record = new PageRecord();
      const open = new Set<string>();
      record.watchRequests({ begun: (id) => void open.add(id), ended: (id) => void open.delete(id) });
      const { session, ready } = user().measured(record);
      await ready;
      const targetInfo = { type };
      const child = session.child(type);
      session.child = () => child as never;
      session.emit("Target.attachedToTarget", { sessionId: type, targetInfo });
      const begin = () =>
        child.emit("Network.requestWillBeSent", {
          requestId: "1",
          loaderId: "inner",
          timestamp: 0,
          request: { method: "GET", url: "http://a.test/poll", headers: {} },
        });
      begin();
      expect(open.size).toBe(1);
      if (type === "worker") {
        child.emit("Inspector.targetCrashed", {});
        expect(open.size).toBe(0);
        begin();
      }
      child.end(new PageOperationError("closed", "it is gone"));
      expect(open.size).toBe(0);
      session.end(new PageOperationError("closed", "the page is gone"));
    }
  });
});
