import { describe, expect, it } from "vitest";
import { Play, play } from "../../test/fixtures/play.js";
import type { Context } from "./authoring/context-types.js";

const messageOf = async (run: (context: Context) => unknown) => (await play(run)).result.failure?.message;

describe("a function as an argument", () => {
  it("is called when the step's turn comes, with the state and without steps", async () => {
    const seen: unknown[] = [];
    const scene = new Play(
      (context) =>
        context
          .assign({ id: 1 })
          .click((state) => {
            seen.push(Object.keys(state), state.userId, state.iteration);
            return `#${state.assigns.id}`;
          })
          .assign(() => Promise.resolve({ id: 2 }))
          .fill(
            async (state) => `#${state.assigns.id}`,
            (state) => `${state.userId}`,
            () => ({ name: "filled" }),
          ),
      { assigns: { id: 0 } },
    );
    await scene.iterate();
    expect(scene.page.log).toEqual(["click #1", 'fill #2 "7"']);
    expect(scene.observer.labels).toEqual(["click #:id", "filled"]);
    expect(seen).toEqual([["assigns", "userId", "iteration", "random"], 7, 1]);
  });

  it("fails the step when it throws", async () => {
    const { result, observer } = await play((context) =>
      context.click("#a").fill("#b", () => {
        throw new Error("no value");
      }),
    );
    expect(result.failure).toMatchObject({ category: "step", message: 'step 2: fill "#b" failed on /counter: no value' });
    expect(observer.labels).toEqual(["click #a", "fill #b failed"]);
  });

  it.each([
    ["calls a step", (context: Context) => context.click(() => context.innerText("#b") as never)],
    ["awaits a step", (context: Context) => context.click(async () => await context.innerText("#b"))],
    [
      "calls a step later",
      (context: Context) =>
        context.click(async () => {
          await Promise.resolve();
          return context.innerText("#b");
        }),
    ],
    [
      "is the option as and calls a step",
      (context: Context) => context.innerText("#a", { as: () => context.click("#b") as never }),
    ],
    [
      "is a check and calls a step",
      (context: Context) => context.expect("so", async () => (await context.innerText("#b")) === ""),
    ],
    ["is an update and calls a step", (context: Context) => context.updateAssign("a", () => context.innerText("#b"))],
  ])("fails with an explanation when it %s", async (_what, run) => {
    const { result, log } = await play(run);
    expect(result.failure?.message).toMatch(
      /(innerText|click) was called in a function that is an argument of \w+, for which the queue is waiting/,
    );
    expect(log.filter((operation) => operation.endsWith("#b"))).toEqual([]);
  });

  it("cannot change the state that it receives", async () => {
    const message = await messageOf((context) =>
      context.click((state) => {
        (state.assigns as Record<string, unknown>).x = 1;
        return "#a";
      }),
    );
    expect(message).toContain("object is not extensible");
  });
});

describe("an argument of the wrong kind", () => {
  it.each([
    [
      "a selector that is missing",
      (c: Context) => c.click(undefined as never),
      "its selector is undefined, but it takes a selector or a locator",
    ],
    ["an empty selector", (c: Context) => c.click(" "), 'its selector is " "'],
    ["a value that is not a text", (c: Context) => c.fill("#a", 3 as never), "its value is 3, but it takes a text"],
    ["a function that returns nothing", (c: Context) => c.fill("#a", () => undefined as never), "its value is undefined"],
    [
      "a step that was not awaited",
      (c: Context) => c.fill("#a", c.innerText("#b") as never),
      "its value is a promise or a step, but it takes a text: await it first",
    ],
    ["a timeout without a unit", (c: Context) => c.click("#a", { timeout: "30" as never }), "say 30s or 30ms"],
    ["a timeout of 0", (c: Context) => c.click("#a", { timeout: 0 }), 'its timeout is 0, but it takes a duration from "1ms"'],
    ["an absurd timeout", (c: Context) => c.click("#a", { timeout: "99d" }), 'a duration up to "24d"'],
    ["a think time without a unit", (c: Context) => c.think("3" as never), "say 3s or 3ms"],
    [
      "a wrong timeout",
      (c: Context) => c.click("#a", { timeout: "soon" as never }),
      'its timeout is "soon", but it takes a duration',
    ],
    [
      "an unknown option",
      (c: Context) => c.click("#a", { forse: true } as never),
      'there is no option "forse"; did you mean "force"?',
    ],
    ["an empty name", (c: Context) => c.click("#a", { name: "" }), 'its name is "", but it takes a text that is not empty'],
    ["a wrong force", (c: Context) => c.click("#a", { force: 1 } as never), "its force is 1, but it takes true or false"],
    [
      "a wrong state",
      (c: Context) => c.waitForSelector("#a", { state: "there" as never }),
      "attached, detached, visible, hidden",
    ],
    ["a wrong choice", (c: Context) => c.selectOption("#a", {} as never), "its choice is {}, but it takes a value or label"],
    ["a list instead of one choice", (c: Context) => c.selectOption("#a", ["a"] as never), 'its choice is ["a"]'],
    [
      "one choice instead of a list",
      (c: Context) => c.selectMultipleOptions("#a", "a" as never),
      'its choices is "a", but it takes a list',
    ],
    ["values that are not an object", (c: Context) => c.assign(1 as never), "its values is 1, but it takes an object"],
    ["a group without a function", (c: Context) => c.step("a", undefined as never), "it takes a function of a context"],
    ["a group without a name", (c: Context) => c.step("", () => 1), 'its name is "", but it takes a text'],
    [
      "an update that is not a function",
      (c: Context) => c.updateAssign("a", 1 as never),
      "its update is 1, but it takes a function",
    ],
  ])("fails the step: %s", async (_what, run, message) => {
    expect(await messageOf(run)).toContain(message);
  });
});

describe("as", () => {
  it("stores the value, in each of its three forms", async () => {
    const seen: unknown[] = [];
    await play(async (context) => {
      context.innerText("#a", { as: "text" });
      context.isVisible("#b", { as: (value) => (value ? "seen" : "unseen") });
      const value = await context.getAttribute("#c", "href", { as: (href) => ({ href, length: href.length }) });
      seen.push(value, { ...context.assigns });
    });
    expect(seen).toEqual(["href of #c", { text: "text of #a", seen: true, href: "href of #c", length: 10 }]);
  });

  it("makes a missing attribute or text an error; without it they are null", async () => {
    const missing = (page: { answers: Map<string, unknown> }) => {
      page.answers.set("getAttribute #a href", null);
      page.answers.set("textContent #a", null);
    };
    const values: unknown[] = [];
    const fine = await play(async (context) => {
      values.push(await context.getAttribute("#a", "href"), await context.textContent("#a"));
    }, missing);
    expect(values).toEqual([null, null]);
    expect(fine.result.outcome).toBe("succeeded");
    const attribute = await play((context) => context.getAttribute("#a", "href", { as: "href" }), missing);
    expect(attribute.result.failure?.message).toContain('the element has no attribute "href"');
    expect(attribute.observer.labels).toEqual(["getAttribute #a failed"]);
    const text = await play((context) => context.textContent("#a", { as: "text" }), missing);
    expect(text.result.failure?.message).toContain("the element has no text");
  });

  it.each([
    ["is not a key", { as: 1 }, "its option `as` is 1"],
    ["returns nothing", { as: () => undefined }, "its function `as` returned undefined"],
    ["returns a list", { as: () => ["a"] }, 'its function `as` returned ["a"]'],
    [
      "throws",
      {
        as: () => {
          throw new Error("bad");
        },
      },
      "bad",
    ],
  ])("fails the step when it %s", async (_what, options, message) => {
    const { result, observer } = await play((context) => context.innerText("#a", options as never));
    expect(result.failure?.message).toContain(message);
    expect(observer.labels).toEqual(["innerText #a failed"]);
  });
});

describe("assigns", () => {
  const INITIAL = { n: 1, list: [1], text: "a" };

  it("are kept from one iteration of their user to the next", async () => {
    const seen: unknown[] = [];
    const scene = new Play(
      (context) => {
        seen.push(context.assigns.n);
        context.updateAssign("n", async (n: number) => n + 1).assign({ text: "b" });
      },
      { assigns: INITIAL },
    );
    for (let iteration = 0; iteration < 3; iteration += 1) await scene.iterate();
    scene.user.resetAssigns();
    await scene.iterate();
    expect(seen).toEqual([1, 2, 3, 1]);
  });

  it("are a copy of the user's own, and can be reset to it", async () => {
    const seen: unknown[] = [];
    const scene = new Play(
      async (context) => {
        (context.assigns.list as number[]).push(2);
        await context.assign({ n: 5, text: "b", extra: 1 });
        seen.push({ ...context.assigns });
        await context.clearAssign("list", "extra", "n");
        seen.push({ ...context.assigns });
        await context.resetAssigns();
        seen.push({ ...context.assigns });
      },
      { assigns: INITIAL },
    );
    await scene.iterate();
    expect(seen).toEqual([{ n: 5, list: [1, 2], text: "b", extra: 1 }, { text: "b", n: 1, list: [1] }, INITIAL]);
    expect(INITIAL.list).toEqual([1]);
  });
});
