import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import type { ActedDocument } from "./exchanges.js";
import { Gestures } from "./gestures.js";
import type { Act } from "./interaction.js";
import type { StepTime } from "./step-times.js";

describe("an act without consequences", () => {
  it("is decided two seconds after its last input, not twice that after its first", async () => {
    const clock = new FakeClock();
    const decided: Act[] = [];
    const gestures = new Gestures({ clock, decided: (act) => decided.push(act) });
    const [document, step] = [{} as ActedDocument, {} as StepTime];
    const input = (number: number) => gestures.add({ number, at: clock.now(), document, step, label: "click #buy" });
    input(1);
    await clock.advance(5);
    input(2);
    await clock.advance(2000);
    expect(decided).toEqual([]);
    await clock.advance(300);
    expect(decided).toMatchObject([{ step: "click #buy" }]);
  });

  it("is decided soon when its document is left, once, and not if it goes on in the next one", async () => {
    const clock = new FakeClock();
    const decided: string[] = [];
    const gestures = new Gestures({ clock, decided: ({ step }) => decided.push(step) });
    const document = {} as ActedDocument;
    const [fill, press] = [{} as StepTime, {} as StepTime];
    gestures.add({ number: 1, at: clock.now(), document, step: fill, label: "fill #name" });
    gestures.add({ number: 2, at: clock.now(), document, step: press, label: "press #name" });
    await clock.advance(20);
    gestures.left();
    await clock.advance(50);
    gestures.add({ number: 1, at: clock.now(), document: {} as ActedDocument, step: press, label: "press #name" });
    await clock.advance(300);
    expect(decided).toEqual(["fill #name"]);
    await clock.advance(3000);
    expect(decided).toEqual(["fill #name", "press #name"]);
  });
});
