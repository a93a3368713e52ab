import { describe, expect, it } from "vitest";
import { Play, play } from "../../../test/fixtures/play.js";
import { frameLocator, getByRole, getByTestId, getByText, locator } from "../../base/locators/page-locators.js";

describe("a step that is given a locator", () => {
  const buy = getByRole("button", { name: "Buy" });

  it("uses its selector, and is named as the locator is written", async () => {
    const scene = new Play((context) => context.click(buy));
    scene.page.fails(`click ${buy.selector}`, new Error("no"));
    const { failure } = await scene.iterate();
    expect(failure?.step?.label).toBe("click getByRole('button', { name: 'Buy' })");
    expect(failure?.message).toBe(`step 1: click "getByRole('button', { name: 'Buy' })" failed on /counter: no`);
  });

  it("takes it from a function, and for both elements of a drag", async () => {
    const scene = new Play((context) => {
      context.fill(({ userId }) => getByTestId(`field-${userId}`), "x");
      return context.dragAndDrop(getByText("one"), locator("#two"));
    });
    expect((await scene.iterate()).outcome).toBe("succeeded");
    expect(scene.page.log).toEqual([
      `fill ${getByTestId("field-7").selector} "x"`,
      `dragAndDrop ${getByText("one").selector} #two`,
    ]);
  });

  it("takes one that came as JSON", async () => {
    const sent = JSON.parse(JSON.stringify(buy)) as typeof buy;
    const scene = new Play((context) => context.click(sent));
    await scene.iterate();
    expect(scene.page.log).toEqual([`click ${buy.selector}`]);
  });

  it("refuses a frame, which is no element", async () => {
    const { result } = await play((context) => context.click(frameLocator("#pay") as never));
    expect(result.failure?.message).toContain('its selector is {"frame":"#pay"}, but it takes a selector or a locator');
  });
});
