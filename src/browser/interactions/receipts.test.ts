import { describe, expect, it } from "vitest";
import { BackgroundTraffic } from "./background-traffic.js";
import type { ActedDocument, Receipt, Send } from "./exchanges.js";
import type { Interaction } from "./interaction.js";
import { isLoose, Receipts } from "./receipts.js";

const send = (): Send => ({
  kind: "message",
  at: 10,
  url: "",
  name: "",
  shape: "",
  ids: [],
  loaderId: "",
  adapter: "shiny",
  isAwaited: true,
});
const receipt = (shape: string, isEnd = false): Receipt => ({ at: 20, shape, ids: [], adapter: "shiny", isLearned: true, isEnd });

function interactionOf(sent: Send): Interaction {
  const act = { step: "click", from: 10, lastInputAt: 10, interactions: [], isDecided: false };
  const gesture = { number: 1, act, document: { start: 0, spans: [] } as unknown as ActedDocument, at: 10 };
  return { gesture, sends: [sent], isAmbiguous: false, lookedUntil: 0 };
}

describe("messages that an adapter knows", () => {
  it("are no answers, nor the end of any, once they have been seen to come by themselves", () => {
    const background = new BackgroundTraffic();
    const receipts = new Receipts(background);
    const interaction = interactionOf(send());
    const tick = receipt("tick", true);
    expect(receipts.isOwn(interaction, tick, [interaction])).toBe(true);
    for (let times = 0; times < 3; times++) background.seen("tick");
    expect(receipts.isOwn(interaction, tick, [interaction])).toBe(false);
    receipts.add(tick);
    receipts.endAwaited(interaction);
    expect(interaction.sends[0]?.isAwaited).toBe(true);
    receipts.add(receipt("answer", true));
    receipts.endAwaited(interaction);
    expect(interaction.sends[0]).toMatchObject({ isAwaited: false, closedAt: 20 });
  });

  it("are held back until that is known, unless they name what they answer", () => {
    expect(isLoose([send()], receipt("answer"))).toBe(true);
    expect(isLoose([send()], { ...receipt("answer"), isLearned: false })).toBe(false);
  });
});
