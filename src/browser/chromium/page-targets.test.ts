import { describe, expect, it } from "vitest";
import { settle } from "../../../test/fixtures/fake-clock.js";
import { followTargets, startWorker } from "./page-targets.js";
import { type CommandSender, ProtocolSession } from "./protocol/protocol-session.js";
import { type PageTarget, UserTargets } from "./user/user-targets.js";

/** A browser that answers commands as told, by default with an empty object, and records the commands of each session. */
function browser() {
  const commands: string[] = [];
  const sessions = new Map<string, ProtocolSession>();
  const answers = new Map<string, object>();
  const sender: CommandSender = {
    send: async ({ method, session }) => {
      commands.push(`${session.id ?? "root"} ${method}`);
      return answers.get(method) ?? {};
    },
    want: () => {},
    session: (id, parent) => {
      const session = sessions.get(id) ?? new ProtocolSession(sender, id, parent);
      sessions.set(id, session);
      return session;
    },
  };
  const root = new ProtocolSession(sender);
  const starts = (parent: ProtocolSession, sessionId: string, type: string, browserContextId = "context") =>
    parent.emit("Target.attachedToTarget", { sessionId, targetInfo: { type, targetId: sessionId, browserContextId } });
  const of = (id: string) => commands.filter((command) => command.startsWith(`${id} `)).map((command) => command.split(" ")[1]);
  return { root, page: sender.session("page", root), sessions, starts, of, answers };
}

const RUN = "Runtime.runIfWaitingForDebugger";
const prepare = {
  frame: (session: ProtocolSession) => session.send("Page.enable"),
  worker: async (session: ProtocolSession) => {
    await session.send("Network.enable");
  },
};

describe("a target that a page starts", () => {
  it.each(["iframe", "worker", "worklet", "auction_worklet", "something new"])("is prepared, then run (%s)", async (type) => {
    const { page, starts, of } = browser();
    await followTargets(page, prepare);
    starts(page, "child", type);
    expect(of("child")).toContain(type === "iframe" ? "Page.enable" : "Network.enable");
    expect(of("child").at(-1)).toBe(RUN);
  });

  it("is followed to the workers that it starts itself", async () => {
    const { page, sessions, starts, of } = browser();
    await followTargets(page, prepare);
    starts(page, "outer", "worker");
    starts(sessions.get("outer")!, "inner", "worker");
    expect(of("inner")).toEqual(["Target.setAutoAttach", "Network.enable", RUN]);
    starts(page, "worklet", "worklet");
    expect(of("worklet")).toEqual(["Network.enable", RUN]);
  });

  it("is run even if its preparation fails", async () => {
    const { page, starts, of } = browser();
    await followTargets(page, { ...prepare, worker: async () => Promise.reject(new Error("gone")) });
    starts(page, "child", "worker");
    expect(of("child").at(-1)).toBe(RUN);
  });

  it("is only run, not prepared, if it is a service worker, which has another session", async () => {
    const { page, starts, of } = browser();
    await followTargets(page, prepare);
    starts(page, "child", "service_worker");
    expect(of("child")).toEqual([RUN]);
  });
});

const popups: PageTarget[] = [];
const listener = {
  worker: (worker: ProtocolSession, type: string) => startWorker(worker, { type, url: "" }, prepare),
  popup: (popup: PageTarget) => popups.push(popup),
};

describe("a target of a context", () => {
  it("is handed to its user", () => {
    const { root, starts, of } = browser();
    const targets = new UserTargets(root);
    targets.follow("context", listener);
    starts(root, "shared", "shared_worker");
    starts(root, "service", "service_worker");
    expect(of("shared")).toEqual(["Target.setAutoAttach", "Network.enable", RUN]);
    expect(of("service")).toEqual(["Network.enable", "Inspector.enable", RUN]);
  });

  it("is run if it has no user, or no longer has one", () => {
    const { root, starts, of } = browser();
    const targets = new UserTargets(root);
    targets.follow("context", listener);
    targets.forget("context");
    starts(root, "left", "service_worker");
    starts(root, "strange", "shared_worker", "another");
    expect([of("left"), of("strange")]).toEqual([[RUN], [RUN]]);
  });

  it("is run again if it is a service worker that was stopped", () => {
    const { root, sessions, starts, of } = browser();
    const targets = new UserTargets(root);
    targets.follow("context", listener);
    starts(root, "service", "service_worker");
    sessions.get("service")!.emit("Inspector.targetReloadedAfterCrash", {});
    expect(of("service").filter((method) => method === RUN)).toHaveLength(2);
  });

  it("is handed to its user as a popup if it is a page", () => {
    const { root, sessions, starts, of } = browser();
    new UserTargets(root).follow("context", listener);
    starts(root, "popup", "page");
    expect(popups.splice(0)).toEqual([{ session: sessions.get("popup"), targetId: "popup" }]);
    expect(of("root")).toEqual([]);
  });

  it.each(["first", "last"])(
    "is told from a page that is being opened, also if it hides its opener and comes %s",
    async (place) => {
      const { root, sessions, starts, answers } = browser();
      const targets = new UserTargets(root);
      targets.follow("context", listener);
      answers.set("Target.createTarget", { targetId: "reader" });
      const opening = targets.open("context");
      for (const page of place === "first" ? ["popup", "reader"] : ["reader", "popup"]) starts(root, page, "page");
      expect(await opening).toEqual({ session: sessions.get("reader"), targetId: "reader" });
      expect(popups.splice(0)).toEqual([{ session: sessions.get("popup"), targetId: "popup" }]);
    },
  );

  it("is the page that is being opened, also if the browser tells its id first", async () => {
    const { root, sessions, starts, answers } = browser();
    const targets = new UserTargets(root);
    answers.set("Target.createTarget", { targetId: "reader" });
    const opening = targets.open("context");
    await settle();
    starts(root, "reader", "page");
    expect(await opening).toEqual({ session: sessions.get("reader"), targetId: "reader" });
  });

  it("is closed without any request if it is a popup that has no user", () => {
    const { root, starts, of } = browser();
    new UserTargets(root);
    starts(root, "popup", "page");
    expect(of("popup")).toEqual(["Fetch.enable", RUN]);
    expect(of("root")).toEqual(["Target.closeTarget"]);
  });
});
