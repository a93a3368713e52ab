import { afterEach, describe, expect, it } from "vitest";
import type { PageSide, SideEvent } from "../interaction-adapter.js";
import { livewire } from "./livewire.js";

const page = globalThis as { Livewire?: unknown };

/** Runs the adapter in a page whose Livewire starts; collects what it tells. */
function told(): string[] {
  const calls: string[] = [];
  const tell = (verb: string) => (key: unknown, url?: unknown) => void calls.push(`${verb} ${String(key)} ${String(url)}`);
  const side = {
    on: (_type: string, listener: (event: SideEvent) => void) => listener({} as SideEvent),
    ...{ sends: tell("sends"), changes: tell("changes"), over: tell("over"), settles: tell("settles"), works: () => {} },
  } satisfies PageSide;
  livewire.page?.(side);
  return calls;
}

const now = (callback: () => void) => callback();
const never = () => {};

describe("the adapter for Livewire", () => {
  afterEach(() => delete page.Livewire);

  it("follows the messages of version 4 by their interceptor", () => {
    const message = { toString: () => "message" };
    const stages = { onSend: now, onFinish: now, onCancel: never, onFailure: never, onError: never };
    page.Livewire = { interceptMessage: (intercept: (given: object) => void) => intercept({ message, ...stages }) };
    expect(told()).toEqual(["sends message null", "settles message undefined"]);
  });

  it("follows the requests of version 3 by their hook", () => {
    const request = { url: "/livewire/update", options: { toString: () => "options" }, succeed: now, fail: never };
    page.Livewire = { hook: (_name: string, hooked: (given: object) => void) => hooked(request) };
    expect(told()).toEqual(["sends options /livewire/update", "settles options undefined"]);
  });
});
