import { expect, it } from "vitest";
import type { ProtocolSession } from "../chromium/protocol/protocol-session.js";
import { RecorderDocuments } from "./recorder-documents.js";

/** A session that reports events, and keeps the contexts in which something is evaluated. */
class FakeSession {
  readonly evaluatedIn: unknown[] = [];
  readonly #listeners = new Map<string, (event: object) => void>();
  #onGone: () => void = () => {};

  on(event: string, listener: (event: object) => void): void {
    this.#listeners.set(event, listener);
  }

  onGone(listener: () => void): void {
    this.#onGone = listener;
  }

  async send(method: string, { contextId }: { readonly contextId?: number } = {}): Promise<object> {
    if (method === "Runtime.evaluate") this.evaluatedIn.push(contextId);
    return {};
  }

  report(event: string, content: object = {}): void {
    this.#listeners.get(event)?.(content);
  }

  context(id: number, frameId: string): void {
    this.report("Runtime.executionContextCreated", { context: { id, name: "liveload-recorder", auxData: { frameId } } });
  }

  leave(): void {
    this.#onGone();
  }
}

it("shows the bar's state only in documents that are still there", async () => {
  const documents = new RecorderDocuments(() => {});
  const [page, frame] = [new FakeSession(), new FakeSession()];
  for (const session of [page, frame]) await documents.install(session as unknown as ProtocolSession);
  const shownIn = (session: FakeSession) => {
    session.evaluatedIn.length = 0;
    documents.show({ steps: 1, isPicking: false });
    return session.evaluatedIn;
  };
  page.context(1, "main");
  page.context(2, "inner");
  frame.context(1, "other-site");
  expect(shownIn(page)).toEqual([1, 2]);
  page.report("Runtime.executionContextDestroyed", { executionContextId: 2 });
  expect(shownIn(page)).toEqual([1]);
  expect(shownIn(frame)).toEqual([1]);
  frame.leave();
  expect(shownIn(frame)).toEqual([]);
  // The next document of a frame is known before the end of the one before.
  page.context(3, "main");
  page.report("Runtime.executionContextDestroyed", { executionContextId: 1 });
  expect(shownIn(page)).toEqual([3]);
  page.report("Runtime.executionContextsCleared");
  expect(shownIn(page)).toEqual([]);
});
