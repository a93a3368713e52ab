import { expect, it } from "vitest";
import { systemClock } from "../../../base/clock.js";
import { StopSource } from "../../stop-signal.js";
import { Changes } from "../changes.js";
import { RequestsInFlight } from "../http/requests-in-flight.js";
import type { UserRequests } from "../http/user-requests.js";
import { PageDocuments, type PageDocumentsParts } from "./page-documents.js";
import { PageNavigation } from "./page-navigation.js";

const clock = systemClock;

function blankPage() {
  const changes = new Changes(clock);
  return { changes, documents: new PageDocuments({ clock, changes } as PageDocumentsParts) };
}

it("going back brings the state of the entry back", () => {
  const { documents } = blankPage();
  const popped: unknown[] = [];
  documents.watch({ ready: () => {}, leaving: () => {}, traversed: (state) => popped.push(state, documents.historyState) });
  documents.pushState("about:blank#1", { at: 1 });
  documents.pushState("about:blank#2", { at: 2 });
  expect(documents.historyState).toEqual({ at: 2 });
  documents.travel(-1);
  expect(popped).toEqual([{ at: 1 }, { at: 1 }]);
  documents.replaceState("about:blank#1", { ...(documents.historyState as object), changed: true });
  documents.travel(-1);
  expect(documents.historyState).toBeNull();
  documents.travel(1);
  expect(documents.historyState).toEqual({ at: 1, changed: true });
});

it("an operation that has ended no longer watches the network", async () => {
  const watched = new Set<unknown>();
  const inFlight = new RequestsInFlight();
  const watch = inFlight.watch.bind(inFlight);
  inFlight.watch = (one) => {
    const forget = watch(one);
    watched.add(one);
    return () => {
      watched.delete(one);
      forget();
    };
  };
  const navigation = new PageNavigation({ clock, ...blankPage(), requests: { inFlight } as UserRequests });
  const over = new StopSource();
  const options = () => ({ timeout: 30_000, signal: new AbortController().signal });
  const bounds = { timeoutMs: 30_000, left: () => 30_000, over, strict: false, handled: () => {}, options };
  const arrived = navigation.arrived(() => false, bounds, "networkidle");
  expect(watched.size).toBe(1);
  over.abort();
  await expect(arrived).rejects.toMatchObject({ kind: "aborted" });
  expect(watched.size).toBe(0);
});
