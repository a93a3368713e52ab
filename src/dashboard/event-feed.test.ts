import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { FakeClock } from "../../test/fixtures/fake-clock.js";
import { emptyState, type FeedMessage, stateAfter } from "./dashboard-state.js";
import { EventFeed } from "./event-feed.js";

/** The connection of a page, with as much unsent data as a test wants. */
class PageConnection extends EventEmitter {
  writableLength = 0;
  readonly socket = null;
  readonly messages: FeedMessage[] = [];

  writeHead(): void {}

  write(text: string): void {
    const data = /^data: (.+)$/m.exec(text)?.[1];
    if (data !== undefined) this.messages.push(JSON.parse(data) as FeedMessage);
  }
}

it("sends a page that has caught up no event that its state already holds", async () => {
  const clock = new FakeClock();
  const feed = new EventFeed(clock, emptyState("run", "1.0.0"));
  const [slow, quick] = [new PageConnection(), new PageConnection()];
  for (const page of [slow, quick]) feed.add(page as unknown as ServerResponse);
  const tell = (text: string) => feed.push({ type: "message", message: { atMs: 1, level: "log", from: "user 1", text } });
  slow.writableLength = 1024 * 1024;
  tell("missed");
  await clock.advance(1000);
  tell("waiting");
  slow.writableLength = 0;
  slow.emit("drain");
  await clock.advance(1000);
  tell("later");
  await clock.advance(1000);
  const stateOf = ({ messages }: PageConnection) =>
    messages.reduce(
      (state, message) => (message.type === "state" ? message.state : message.events.reduce(stateAfter, state)),
      emptyState("", ""),
    );
  for (const page of [slow, quick]) expect(stateOf(page).output.map(({ text }) => text)).toEqual(["missed", "waiting", "later"]);
});
