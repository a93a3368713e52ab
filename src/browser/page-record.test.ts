import type { Protocol } from "devtools-protocol";
import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../test/fixtures/fake-cdp-session.js";
import { PageRecord } from "./page-record.js";

/** The record of a page with a cross-site frame and a worker, and the requests that a watch knows to be under way. */
function recorded() {
  const record = new PageRecord();
  const [page, frame, worker] = [new FakeCdpSession(), new FakeCdpSession(), new FakeCdpSession()];
  record.followPage(page);
  record.followFrame(frame);
  record.followWorker(worker);
  interface Sent {
    readonly loaderId?: string;
    readonly type?: Protocol.Network.ResourceType;
    readonly path?: string;
  }
  const request = (cdp: FakeCdpSession, requestId: string, sent: Sent = {}) => {
    const { loaderId = "first", type = "Fetch", path = requestId } = sent;
    cdp.emit("Network.requestWillBeSent", {
      requestId,
      loaderId,
      type,
      request: { method: "GET", url: `http://site.test/${path}` },
    });
  };
  const show = (loaderId: string) =>
    page.emit("Page.frameNavigated", { frame: { id: "main", loaderId, url: "http://site.test/" } });
  const watched = () => {
    const open = new Set<string>();
    const forget = record.watchRequests({ begun: (id) => void open.add(id), ended: (id) => void open.delete(id) });
    return { ids: () => [...open].sort(), forget };
  };
  return { record, page, frame, worker, request, show, watched };
}

describe("the requests under way of a page", () => {
  it("are told to a watch, also those that began before it", () => {
    const { page, frame, worker, request, watched } = recorded();
    request(page, "earlier");
    const { ids, forget } = watched();
    request(frame, "framed");
    request(worker, "worked");
    expect(ids()).toEqual(["earlier", "framed", "worked"]);
    page.emit("Network.loadingFinished", { requestId: "earlier" });
    frame.emit("Network.loadingFailed", { requestId: "framed", errorText: "net::ERR_FAILED" });
    expect(ids()).toEqual(["worked"]);
    forget();
    request(page, "later");
    expect(ids()).toEqual(["worked"]);
  });

  it("end when another document is shown, except its own and those of workers", () => {
    const { page, frame, worker, request, show, watched } = recorded();
    show("first");
    const { ids } = watched();
    request(page, "poll");
    request(frame, "framed", { loaderId: "inner" });
    request(worker, "worked", { loaderId: "" });
    request(page, "second", { loaderId: "second", type: "Document" });
    show("second");
    expect(ids()).toEqual(["second", "worked"]);
    request(page, "again", { loaderId: "second" });
    show("third");
    expect(ids()).toEqual(["worked"]);
    expect(watched().ids()).toEqual(["worked"]);
  });

  it("end with the frame or worker that sent them", () => {
    const { record, page, frame, worker, request, watched } = recorded();
    const { ids } = watched();
    request(page, "own");
    request(frame, "framed", { loaderId: "inner" });
    request(worker, "worked", { loaderId: "" });
    record.gone(frame);
    expect(ids()).toEqual(["own", "worked"]);
    record.gone(worker);
    expect(ids()).toEqual(["own"]);
  });

  it("leave out event streams and the icon of the site", () => {
    const { page, request, watched } = recorded();
    request(page, "stream", { type: "EventSource" });
    request(page, "icon", { type: "Other", path: "favicon.ico" });
    const { ids } = watched();
    request(page, "another stream", { type: "EventSource" });
    request(page, "another icon", { type: "Other", path: "favicon.ico" });
    expect(ids()).toEqual([]);
  });
});

describe("requests that the scenario blocks or aborts", () => {
  it("are no trouble, whatever their failure", () => {
    const { record, page, request } = recorded();
    const failed = (requestId: string, blockedReason?: Protocol.Network.BlockedReason) =>
      page.emit("Network.loadingFailed", { requestId, errorText: "net::ERR_FAILED", ...(blockedReason && { blockedReason }) });
    for (const requestId of ["1", "2", "3", "4", "5"]) request(page, requestId);
    record.aborted("1");
    record.aborted("http://site.test/2");
    failed("1");
    failed("2");
    failed("3", "inspector");
    failed("4", "csp");
    failed("5");
    expect(record.troubles()).toEqual(["GET http://site.test/4 was blocked: csp", "GET http://site.test/5 failed: ERR_FAILED"]);
  });
});
