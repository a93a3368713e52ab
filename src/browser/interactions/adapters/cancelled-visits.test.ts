import { describe, expect, it } from "vitest";
import type { InteractionAdapter, PageSide, SideEvent } from "../interaction-adapter.js";
import { inertia } from "./inertia.js";
import { unpoly } from "./unpoly.js";

const LINK = { href: "http://shop.test/cart" };

/** Runs an adapter without a page. */
function told({ page }: InteractionAdapter) {
  const calls: string[] = [];
  const listeners: (readonly [type: string, listener: (event: SideEvent) => void])[] = [];
  const side: PageSide = {
    on: (...listener) => void listeners.push(listener),
    sends: (_key, url, cause) => void calls.push(`sends ${url}${cause === null ? " by itself" : ""}`),
    changes: () => {},
    over: () => void calls.push("over"),
    settles: () => void calls.push("settles"),
    works: () => {},
  };
  page?.(side);
  const emit = (type: string, event: object = {}) => {
    for (const [own, listener] of listeners) if (own === type) listener({ type, ...event } as SideEvent);
  };
  return { calls, emit };
}

describe("a cached page", () => {
  const CANCELLED = ["by the page", "silently", "before another input"] as const;

  it.each(["no", ...CANCELLED] as const)("is what a followed link shows, with Unpoly; cancelled: %s", (cancelled) => {
    const { calls, emit } = told(unpoly);
    const poll = { request: { url: "/poll", background: true } };
    emit("mousedown");
    emit("up:link:follow", { target: LINK, defaultPrevented: cancelled === "by the page" });
    if (cancelled === "before another input") emit("input");
    if (cancelled !== "no") {
      emit("up:request:load", poll);
      emit("up:request:loaded", poll);
    }
    emit("up:fragment:inserted");
    expect(calls).toEqual(cancelled === "no" ? [`sends ${LINK.href}`, "settles"] : ["sends /poll by itself", "settles", "over"]);
  });

  it.each(["no", ...CANCELLED] as const)("is what a visit shows, with Inertia; cancelled: %s", (cancelled) => {
    const { calls, emit } = told(inertia);
    const poll = { id: 1, url: { href: "http://shop.test/" } };
    emit("inertia:before", { detail: { visit: poll } });
    emit("inertia:start", { detail: { visit: poll } });
    emit("mousedown");
    emit("inertia:before", { detail: { visit: { id: 2, url: LINK } }, defaultPrevented: cancelled === "by the page" });
    if (cancelled === "before another input") emit("input");
    emit("inertia:success", { detail: { page: { url: cancelled === "silently" ? "/" : "/cart" } } });
    expect(calls.slice(1)).toEqual(cancelled === "no" ? [`sends ${LINK.href}`, "settles"] : []);
  });
});
