import { expect, test } from "vitest";
import { AssetValue, CodeValue, OptionValue } from "./draft-values.js";
import type { CallName, DraftStep, DraftTarget, ScenarioDraft } from "./scenario-draft.js";
import { scenarioSource } from "./scenario-source.js";

test("plain steps are one chain, with comments between its calls", () => {
  const source = sourceOf([
    call("navigate", { args: ["/login"] }),
    call("fill", { target: css("#email"), args: ["a@example.test"], options: { settle: true } }),
    { kind: "comment", text: "A pen was used here:\nit clicks as a mouse does." },
    call("click", { target: css("#go"), comment: "the big one" }),
    call("think", { args: ["1s", "2s"] }),
  ]);
  expect(source).toBe(`import { defineScenario } from "live-load";

export default defineScenario({
  name: "shop",
  config: (options) => ({ baseUrl: options.baseUrl ?? "http://127.0.0.1:4000" }),
  run: (context) =>
    context
      .navigate("/login")
      .fill("#email", "a@example.test", { settle: true })
      // A pen was used here:
      // it clicks as a mouse does.
      // the big one
      .click("#go")
      .think("1s", "2s"),
});
`);
});

test("popups make statements of the chain, groups and causes stay in it", () => {
  const source = sourceOf([
    call("navigate", { args: ["/"] }),
    { kind: "group", name: "ask", steps: [call("click", { target: css("#a") }), call("click", { target: css("#b") })] },
    { kind: "popup", popup: "help", cause: [call("click", { target: css("#help") })], options: { timeout: "5s" } },
    { kind: "on-page", popup: "help", steps: [call("click", { target: css("#next") })] },
    { kind: "close-popup", popup: "help" },
    {
      kind: "cause",
      step: "waitForFileChooser",
      cause: [call("click", { target: css("#up") }), call("click", { target: css("#down") })],
      after: [new AssetValue("./my photo.png")],
    },
    { kind: "comment", text: "the end" },
  ]);
  expect(source.slice(source.indexOf("  run:"))).toBe(`  run: async (context) => {
    await context
      .navigate("/")
      .step("ask", (group) =>
        group
          .click("#a")
          .click("#b"),
      );
    const help = await context.waitForPopup((page) => page.click("#help"), { timeout: "5s" });
    await context.onPage(help, (page) => page.click("#next"));
    await context.closePopup(help);
    await context
      .waitForFileChooser(async (page) => {
        await page
          .click("#up")
          .click("#down");
      }, myPhoto);
    // the end
  },
});
`);
});

test("targets are selectors where they can be, and locators otherwise", () => {
  const target = (parts: DraftTarget["parts"], frames?: DraftTarget["frames"]) =>
    lineOf(call("click", { target: frames === undefined ? { parts } : { parts, frames } }));
  expect(target([{ by: "css", selector: '[title="a"]' }])).toBe(`context.click('[title="a"]')`);
  expect(
    target(
      [{ by: "css", selector: "#x" }],
      [
        { by: "css", selector: "#f" },
        { by: "css", selector: "#g" },
      ],
    ),
  ).toBe('context.click(inFrame("#f", inFrame("#g", "#x")))');
  expect(target([{ by: "label", text: "Card" }], [{ by: "css", selector: "#f" }])).toBe(
    'context.click(frameLocator("#f").getByLabel("Card"))',
  );
  expect(target([{ by: "css", selector: "#x" }], [{ by: "title", text: "Pay" }])).toBe(
    'context.click(getByTitle("Pay").contentFrame().locator("#x"))',
  );
  expect(
    target([
      { by: "role", role: "row" },
      { by: "filter", hasText: "Nut" },
      { by: "role", role: "button", name: "Buy", exact: true },
      { by: "nth", index: -1 },
    ]),
  ).toBe('context.click(getByRole("row").filter({ hasText: "Nut" }).getByRole("button", { name: "Buy", exact: true }).last())');
  expect(target([{ by: "testId", id: "buy", attribute: "data-qa" }])).toBe(
    'context.click(getByTestId("buy", { attribute: "data-qa" }))',
  );
});

test("nothing of a target is written as code", () => {
  const forged = { by: "text", text: "a", exact: "true }), evil(" } as unknown as DraftTarget["parts"][0];
  const at = { by: "nth", index: "evil()" } as unknown as DraftTarget["parts"][0];
  expect(lineOf(call("click", { target: { parts: [forged, at] } }))).toBe(
    'context.click(getByText("a", { exact: "true }), evil(" }).nth("evil()"))',
  );
});

test("values keep what they are", () => {
  const line = (...args: Parameters<typeof call>[1]["args"] & object) => lineOf(call("waitForURL", { args }));
  expect(line(/a\/b/i)).toBe("context.waitForURL(/a\\/b/i)");
  expect(line("line\u2028end")).toBe(String.raw`context.waitForURL("line\u2028end")`);
  expect(line({ "a-b": [1, null, true] })).toBe('context.waitForURL({ "a-b": [1, null, true] })');
  expect(line(new CodeValue("() => true"))).toBe("context.waitForURL(() => true)");
});

test("a password is an option that must be given", () => {
  const source = scenarioSource({
    ...draft([call("fill", { target: css("#pw"), args: [new OptionValue("password")] })]),
    options: [{ name: "password", what: "the password of #pw" }],
  });
  expect(source).toContain(`    const { password } = options;
    if (password === undefined) throw new Error("the password of #pw is missing: run with --option password=…");
    return { baseUrl: options.baseUrl ?? "http://127.0.0.1:4000", password };`);
  expect(source).toContain("run: (context, _userId, config) =>");
  expect(source).toContain('context.fill("#pw", config.password)');
});

test("assets with the same or a reserved name get names of their own", () => {
  const files = ["./import.png", "./a/photo.png", "./b/photo.png", "./1.png", "./a/photo.png"].map(
    (path) => new AssetValue(path),
  );
  const source = sourceOf([call("setInputFiles", { target: css("#f"), args: [files] })]);
  expect(source).toContain(`const importFile = asset("./import.png");
const photo = asset("./a/photo.png");
const photo2 = asset("./b/photo.png");
const file = asset("./1.png");
`);
  expect(source).toContain("[importFile, photo, photo2, file, photo]");
  expect(source).toContain('import { asset, defineScenario } from "live-load";');
});

test("a comment cannot end the comment, and long ones are wrapped", () => {
  const source = sourceOf([call("navigate", { args: ["/"] }), { kind: "comment", text: `${"word ".repeat(40)}\u2028evil()` }]);
  const comments = source.split("\n").filter((line) => line.trim().startsWith("//"));
  expect(comments.length).toBe(3);
  expect(Math.max(...comments.map(({ length }) => length))).toBeLessThan(125);
  expect(comments.at(-1)?.trim()).toBe("// evil()");
});

test("without any step the scenario does nothing", () => {
  expect(sourceOf([])).toContain("run: () => {},");
  expect(sourceOf([{ kind: "comment", text: "nothing" }])).toContain("async (context) => {\n    // nothing\n  },");
});

function draft(steps: readonly DraftStep[]): ScenarioDraft {
  return { name: "shop", baseUrl: "http://127.0.0.1:4000", steps };
}

function sourceOf(steps: readonly DraftStep[]): string {
  return scenarioSource(draft(steps));
}

/** The only step of a scenario, without what is around it. */
function lineOf(step: DraftStep): string {
  const [, line = ""] = /run: \(context\) =>\s*(.*),\n\}\);/s.exec(sourceOf([step])) ?? [];
  return line.replace(/\n */, "");
}

function call(step: CallName, rest: Partial<Extract<DraftStep, { kind: "call" }>>): DraftStep {
  return { ...rest, kind: "call", step };
}

function css(selector: string): DraftTarget {
  return { parts: [{ by: "css", selector }] };
}
