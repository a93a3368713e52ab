import { defineScenario } from "../define-scenario.js";

/*
 * Only type-checked: nothing here runs.
 */

type Equal<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false;
const same = <_T extends true>() => {};

defineScenario({
  name: "actions",
  assigns: { key: "Enter", count: 0 },
  run: (context) => {
    const pressed = context
      .click("#a", { button: "right", modifiers: ["Shift"], position: { x: 1, y: 2 }, clickCount: 2, delay: "5ms", trial: true })
      .keyboard.press(({ assigns }) => assigns.key, { delay: 5 })
      .mouse.move(1, ({ assigns }) => assigns.count, { steps: 2 })
      .tap("#a", { force: true })
      .dispatchEvent("#a", "drop", { clientX: 1 }, { timeout: "1s" })
      .mouse.down()
      .innerText("#a");
    same<Equal<Awaited<typeof pressed>, string>>();
    // @ts-expect-error no such button
    context.click("#a", { button: "Right" });
    // @ts-expect-error no such modifier
    context.hover("#a", { modifiers: ["Ctrl"] });
    // @ts-expect-error a check has no button
    context.check("#a", { button: "left" });
    // @ts-expect-error a delay needs a unit
    context.press("#a", "Enter", { delay: "5" });
    // @ts-expect-error a point has two numbers
    context.mouse.click(1);
    // @ts-expect-error the keyboard has no such step
    context.keyboard.tap("a");
    return pressed;
  },
});
