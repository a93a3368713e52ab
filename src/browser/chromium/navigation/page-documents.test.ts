import { describe, expect, it } from "vitest";
import { settle } from "../../../../test/fixtures/fake-clock.js";
import { PageOperationError } from "../../../scenario/page-port.js";
import { StopSource } from "../../stop-signal.js";
import { PageWorlds } from "../page-worlds.js";
import { type CommandSender, ProtocolSession } from "../protocol/protocol-session.js";
import { PageDocuments } from "./page-documents.js";

const sender: CommandSender = {
  send: async () => ({}),
  want: () => {},
  session: (id, parent) => new ProtocolSession(sender, id, parent),
};

/** Protocol events by a short name; `a` and `b` are two navigations of the main frame. */
const EVENTS = {
  request: ["Page.frameRequestedNavigation", { frameId: "main", disposition: "currentTab" }],
  "request a popup": ["Page.frameRequestedNavigation", { frameId: "main", disposition: "newTab" }],
  "request in a frame": ["Page.frameRequestedNavigation", { frameId: "inner", disposition: "currentTab" }],
  "start a": ["Page.frameStartedNavigating", { frameId: "main", loaderId: "a", navigationType: "differentDocument" }],
  "start b": ["Page.frameStartedNavigating", { frameId: "main", loaderId: "b", navigationType: "differentDocument" }],
  "start in a frame": ["Page.frameStartedNavigating", { frameId: "inner", loaderId: "c", navigationType: "reload" }],
  "start within": ["Page.frameStartedNavigating", { frameId: "main", loaderId: "d", navigationType: "sameDocument" }],
  "commit a": ["Page.frameNavigated", { frame: { id: "main", loaderId: "a", url: "http://site/a", urlFragment: "#part" } }],
  "commit b": ["Page.frameNavigated", { frame: { id: "main", loaderId: "b", url: "http://site/b" } }],
  "commit in a frame": ["Page.frameNavigated", { frame: { id: "inner", loaderId: "c", url: "http://site/c" } }],
  within: ["Page.navigatedWithinDocument", { frameId: "main", url: "http://site/a#there" }],
  "within a frame": ["Page.navigatedWithinDocument", { frameId: "inner", url: "http://site/c#there" }],
  load: ["Page.loadEventFired", {}],
  stop: ["Page.frameStoppedLoading", { frameId: "main" }],
  "stop in a frame": ["Page.frameStoppedLoading", { frameId: "inner" }],
  "fail a": ["Network.loadingFailed", { requestId: "a", errorText: "net::ERR_A" }],
  "fail b": ["Network.loadingFailed", { requestId: "b", errorText: "net::ERR_B" }],
  "fail an image": ["Network.loadingFailed", { requestId: "1.2", errorText: "net::ERR_IMAGE" }],
} as const;
type Name = keyof typeof EVENTS;

function page() {
  const session = new ProtocolSession(sender, "page");
  const documents = new PageDocuments(session, "main", new PageWorlds());
  const over = new StopSource();
  const emit = (...names: readonly Name[]) => {
    for (const name of names) session.emit(EVENTS[name][0], EVENTS[name][1]);
  };
  /** The result of a wait so far. */
  const watched = (wait: Promise<unknown>) => {
    const seen: { result: unknown } = { result: "waiting" };
    wait.then(
      (value) => (seen.result = value ?? "done"),
      (error: Error) => (seen.result = error.message),
    );
    return seen;
  };
  return { session, documents, over, emit, watched };
}

const LOADED = { name: "reached" };
const failed = (reason: string) => ({ name: "failed", reason });
const START = "about:blank";

/** For each sequence of events: the address, whether a navigation is under way, and the outcome of a reload that began before. */
const ORDERS: readonly { readonly events: readonly Name[]; readonly url: string; leaving: boolean; outcome: unknown }[] = [
  { events: [], url: START, leaving: false, outcome: "waiting" },
  { events: ["request"], url: START, leaving: true, outcome: "waiting" },
  { events: ["request", "start a"], url: START, leaving: true, outcome: "waiting" },
  { events: ["request", "start a", "commit a"], url: "http://site/a#part", leaving: false, outcome: "waiting" },
  { events: ["request", "start a", "commit a", "load"], url: "http://site/a#part", leaving: false, outcome: LOADED },
  { events: ["start a", "commit a", "load", "stop"], url: "http://site/a#part", leaving: false, outcome: LOADED },
  { events: ["start a", "commit a", "load", "request"], url: "http://site/a#part", leaving: true, outcome: LOADED },
  { events: ["commit a", "load"], url: "http://site/a#part", leaving: false, outcome: LOADED },
  // The load event of the previous document.
  { events: ["start a", "load"], url: START, leaving: true, outcome: "waiting" },
  // A download, or a page that stops itself.
  { events: ["request", "start a", "stop"], url: START, leaving: false, outcome: "waiting" },
  { events: ["request", "stop"], url: START, leaving: false, outcome: "waiting" },
  { events: ["request", "stop", "start a"], url: START, leaving: true, outcome: "waiting" },
  { events: ["start a", "stop", "commit a", "load"], url: "http://site/a#part", leaving: false, outcome: LOADED },
  // No answer, and then the browser's error page, or none.
  { events: ["start a", "fail a"], url: START, leaving: true, outcome: failed("net::ERR_A") },
  { events: ["start a", "fail a", "commit a"], url: "http://site/a#part", leaving: false, outcome: failed("net::ERR_A") },
  { events: ["start a", "fail a", "stop"], url: START, leaving: false, outcome: failed("net::ERR_A") },
  { events: ["start a", "stop", "fail a"], url: START, leaving: false, outcome: failed("net::ERR_A") },
  { events: ["fail a", "start a"], url: START, leaving: true, outcome: "waiting" },
  // The connection breaks after the document is shown.
  { events: ["start a", "commit a", "fail a", "load"], url: "http://site/a#part", leaving: false, outcome: LOADED },
  // A second navigation takes the place of the first, which the browser cancels.
  { events: ["start a", "start b", "fail a"], url: START, leaving: true, outcome: "waiting" },
  { events: ["start a", "start b", "fail a", "commit b", "load"], url: "http://site/b", leaving: false, outcome: LOADED },
  { events: ["start a", "start b", "fail b"], url: START, leaving: true, outcome: failed("net::ERR_B") },
  { events: ["start a", "request", "fail a"], url: START, leaving: true, outcome: failed("net::ERR_A") },
  { events: ["start a", "commit a", "start b", "commit b"], url: "http://site/b", leaving: false, outcome: "waiting" },
  { events: ["start a", "commit a", "start b", "commit b", "load"], url: "http://site/b", leaving: false, outcome: LOADED },
  // The first is committed although the second has begun.
  { events: ["start a", "start b", "commit a"], url: "http://site/a#part", leaving: false, outcome: "waiting" },
  {
    events: ["start a", "start b", "commit a", "fail b"],
    url: "http://site/a#part",
    leaving: false,
    outcome: failed("net::ERR_B"),
  },
  { events: ["start a", "start b", "commit a", "commit b", "load"], url: "http://site/b", leaving: false, outcome: LOADED },
  // Events that do not concern the page's document.
  { events: ["request a popup", "request in a frame"], url: START, leaving: false, outcome: "waiting" },
  { events: ["start in a frame", "commit in a frame"], url: START, leaving: false, outcome: "waiting" },
  { events: ["start a", "stop in a frame"], url: START, leaving: true, outcome: "waiting" },
  { events: ["start a", "fail an image"], url: START, leaving: true, outcome: "waiting" },
  { events: ["start within", "within"], url: "http://site/a#there", leaving: false, outcome: "waiting" },
  { events: ["commit a", "within a frame"], url: "http://site/a#part", leaving: false, outcome: "waiting" },
  { events: ["start a", "within"], url: "http://site/a#there", leaving: true, outcome: "waiting" },
];

describe("the documents of a page", () => {
  it.each(ORDERS.map((order) => ({ ...order, title: order.events.join(", ") || "nothing" })))(
    "follow the browser's events: $title",
    async ({ events, url, leaving, outcome }) => {
      const { documents, over, emit, watched } = page();
      const reload = watched(documents.outcomeAfter(documents.shown, over));
      emit(...events);
      const settled = watched(documents.settled(over));
      await settle();
      expect({ url: documents.url, leaving: documents.leaving, outcome: reload.result }).toEqual({ url, leaving, outcome });
      expect(settled.result).toBe(leaving ? "waiting" : "done");
    },
  );

  it("are being left from a request or start until a commit or stop, in every sequence of four events", () => {
    const names: readonly Name[] = ["request", "start a", "start b", "commit a", "commit b", "stop", "fail a", "fail b", "load"];
    const last = (events: readonly Name[], kind: RegExp) => events.findLastIndex((name) => kind.test(name));
    const orders = names.flatMap((one) =>
      names.flatMap((two) => names.flatMap((three) => names.map((four): readonly Name[] => [one, two, three, four]))),
    );
    for (const events of orders) {
      const { documents, emit } = page();
      emit(...events);
      const isLeft = last(events, /request|start/) > last(events, /commit|stop/);
      const isLoading = last(events, /commit/) > last(events, /load/);
      const facts = { events, leaving: documents.leaving, state: documents.shown.state };
      expect(facts).toEqual({ events, leaving: isLeft, state: isLoading ? "committed" : "loaded" });
    }
  });
});

describe("a wait for a document", () => {
  it("ends when the document of its navigation is loaded, whether the browser reported it before or after", async () => {
    const { documents, over, emit, watched } = page();
    const [before, other] = [watched(documents.reached("a", "load", over)), watched(documents.reached("b", "load", over))];
    emit("start a", "commit a");
    await settle();
    expect(before.result).toBe("waiting");
    emit("load");
    await documents.reached("a", "load", over);
    expect([before.result, other.result]).toEqual(["done", "waiting"]);
  });

  it("ends at a move within the document only when that leads to the address it waits for", async () => {
    const { documents, over, emit, watched } = page();
    emit("start a", "commit a", "load");
    const moved = watched(documents.outcomeAfter(documents.shown, over, { orWithin: "http://site/a#there" }));
    documents.moved("http://site/a#late");
    await settle();
    expect(moved.result).toBe("waiting");
    emit("within");
    await settle();
    expect(moved.result).toEqual(LOADED);
  });

  it("ends with a later document when its own was replaced before it was loaded", async () => {
    const { documents, over, emit, watched } = page();
    const wait = watched(documents.reached("a", "load", over));
    emit("start a", "commit a", "start b", "commit b");
    await settle();
    expect(wait.result).toBe("waiting");
    emit("load");
    await settle();
    expect(wait.result).toBe("done");
  });

  it("remembers the documents of the last 32 navigations", async () => {
    const { session, documents, over, emit, watched } = page();
    emit("commit a", "load");
    const show = (count: number) => {
      for (let number = 1; number <= count; number++)
        session.emit("Page.frameNavigated", { frame: { id: "main", loaderId: `${number}`, url: "http://site/next" } });
      emit("load");
    };
    show(31);
    await documents.reached("a", "load", over);
    show(32);
    const forgotten = watched(documents.reached("a", "load", over));
    await settle();
    expect(forgotten.result).toBe("waiting");
  });

  it("does not fail because of a navigation that had failed before", async () => {
    const { documents, over, emit, watched } = page();
    emit("start a", "fail a", "commit a", "load");
    const reload = watched(documents.outcomeAfter(documents.shown, over));
    await settle();
    expect(reload.result).toBe("waiting");
    emit("start b", "commit b", "load");
    await settle();
    expect(reload.result).toEqual(LOADED);
  });

  it("rejects when it is stopped, and when the page is gone", async () => {
    const { session, documents, over, emit, watched } = page();
    emit("start a");
    const later = new StopSource();
    const [stopped, gone] = [watched(documents.settled(over)), watched(documents.settled(later))];
    over.abort();
    await settle();
    expect([stopped.result, gone.result]).toEqual(["stopped while it waited for the page", "waiting"]);
    session.end(new PageOperationError("closed", "the page is gone"));
    await settle();
    expect(gone.result).toBe("the page is gone");
    await expect(documents.settled(later)).rejects.toMatchObject({ kind: "closed" });
  });
});
