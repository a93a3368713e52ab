import { frameLocator, getByRole, getByTestId, getByText, locator } from "../../base/locators/page-locators.js";
import type { Download } from "../ports/files.js";
import type { BoundingBox } from "../ports/reads.js";
import type { WaitedResponse } from "../ports/traffic.js";
import type { Context, Pipeline } from "./context-types.js";
import { defineScenario } from "./define-scenario.js";
import { interarrival, parallelism, rate } from "./throttle-spec.js";

/*
 * Only type-checked: nothing here runs.
 */

type Equal<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false;
const same = <_T extends true>() => {};

// Declared types are known along the chain, across awaits and over iterations.
defineScenario({
  name: "shopping",
  assigns: { productId: "", seen: 0, tags: [] as string[], last: undefined as string | undefined, open: false },
  config: (options) => ({ baseUrl: options.baseUrl ?? "http://x" }),
  throttles: () => [rate("checkouts", 10).ramp(100, { duration: "5m" }), rate("b", 1)],
  run: (context, userId, config) => {
    same<Equal<typeof config, { baseUrl: string }>>();
    const chain = context
      .navigate(`${config.baseUrl}/products`)
      .getAttribute("#product", "data-id", { as: "productId" })
      .click((c) => {
        same<Equal<typeof c.assigns.productId, string>>();
        same<Equal<typeof c.assigns.seen, number>>();
        return `#buy-${c.assigns.productId}`;
      })
      .throttle("checkouts")
      .updateAssign("seen", (n) => n + 1)
      .innerText("#a", { as: (v) => ({ tags: [v], seen: v.length }) })
      .innerText("#a", { as: (v) => (v === "" ? "last" : "productId") })
      .innerText("#a", { as: "last" })
      .fill("#email", `user${userId}@example.test`)
      .isVisible("#x", { as: "open" });
    same<Equal<Awaited<typeof chain>, boolean>>();
    context
      .click(getByRole("button", { name: /buy/i }).first())
      .dragAndDrop(getByText("a"), ({ userId }) => getByTestId(`b-${userId}`));
    context.fill(frameLocator("#pay").getByLabel("Card").or(locator("#card")), "4242");
    context.setInputFiles(locator("#photo"), () => "/photo.png").setInputFiles("#photo", []);
    context.setInputFiles("#photo", [{ name: "a.txt", mimeType: "text/plain", buffer: "a" }]);
    const download = context.waitForDownload((c) => c.click("#export"), { as: ({ bytes }) => ({ seen: bytes }) });
    same<Equal<Awaited<typeof download>, Download>>();
    // @ts-expect-error a file in memory has a type
    context.setInputFiles("#photo", { name: "a.txt", buffer: "a" });
    // @ts-expect-error paths and files in memory do not mix
    context.setInputFiles("#photo", ["/photo.png", { name: "a.txt", mimeType: "text/plain", buffer: "a" }]);
    // @ts-expect-error seen cannot hold a download
    context.waitForDownload(() => context.click("#export"), { as: "seen" });
    // @ts-expect-error no such role
    context.click(getByRole("buton"));
    // @ts-expect-error no such option
    context.click(getByText("a", { name: "b" }));
    // @ts-expect-error a frame is no element
    context.click(frameLocator("#pay"));
    // @ts-expect-error a locator has no steps
    getByRole("button").click();
    // @ts-expect-error no such assign
    context.click((c) => c.assigns.nope);
    // @ts-expect-error no such key for as
    context.innerText("#a", { as: "nope" });
    // @ts-expect-error seen cannot hold a text
    context.innerText("#a", { as: "seen" });
    // @ts-expect-error nor can the function return that key
    context.innerText("#a", { as: () => "seen" });
    // @ts-expect-error productId cannot hold a boolean
    context.isChecked("#a", { as: "productId" });
    // @ts-expect-error no such throttle
    context.throttle("chekouts");
    // @ts-expect-error a function that is an argument has no steps
    context.click((c) => c.innerText("#a"));
    // @ts-expect-error values of assigns keep their type
    context.assign({ seen: "1" });
    // @ts-expect-error no such key
    context.clearAssign("nope");
    // @ts-expect-error updates keep the type
    context.updateAssign("seen", (n) => `${n}`);
    // @ts-expect-error assigns are changed by steps
    context.assigns.seen = 1;
    return chain;
  },
});

// Reads and waits have the types of what they resolve to.
defineScenario({
  name: "x",
  strict: true,
  assigns: { rows: 0, names: [] as string[], box: undefined as BoundingBox | undefined, url: "", response: undefined as unknown },
  run: async (context) => {
    const read = context
      .count("li", { as: "rows" })
      .allInnerTexts("li", { as: "names" })
      .boundingBox("li", { as: "box", strict: true })
      .title({ as: "url" })
      .isEnabled("li", { strict: false })
      .boundingBox("li");
    same<Equal<Awaited<typeof read>, BoundingBox | null>>();
    const waited = context.waitForText("#a", /b/, { strict: true }).waitForValue("#a", ({ assigns }) => assigns.url);
    same<Equal<Awaited<typeof waited>, string>>();
    context.waitForChange("#a", (inner) => inner.click("#b"), { timeout: "5s" }).waitForChange("#a", { timeout: "5s" });
    const response = await context.waitForResponse("**/buy", (inner) => inner.click("#buy"), { as: "response" });
    same<Equal<typeof response, WaitedResponse>>();
    same<Equal<Awaited<ReturnType<typeof response.text>>, string>>();
    context.waitForRequest(({ postData }, { assigns }) => postData === assigns.url, { timeout: "1s" });
    // @ts-expect-error rows cannot hold a list
    context.allTextContents("li", { as: "rows" });
    // @ts-expect-error a step about all matches is not strict
    context.count("li", { strict: true });
    // @ts-expect-error nor is a step without a selector
    context.navigate("/", { strict: true });
    // @ts-expect-error a request has no status
    context.waitForRequest(({ status }) => status === 200);
    // @ts-expect-error a text or a pattern
    context.waitForText("#a", 7);
  },
});
// @ts-expect-error true or false
defineScenario({ name: "x", strict: "yes", run: (context) => context.halt() });

// Nothing declared: the README's example.
defineScenario({
  name: "x",
  config: (options) => ({ baseUrl: options.baseUrl ?? "http://x" }),
  run: (context, userId, config) =>
    context
      .navigate(`${config.baseUrl}/p`)
      .getAttribute("#p", "data-id", { as: "productId" })
      .click((c) => `#buy-${c.assigns.productId}`)
      .fill("#e", `u${userId}`),
});

// The order of properties matters: `run` should come last.
defineScenario({
  name: "x",
  run: (context, _id, config) => {
    same<Equal<typeof config, { a: number }>>();
    return context.click("#a");
  },
  config: () => ({ a: 1 }),
});
// @ts-expect-error `run` before a config that takes options: its config is fixed to undefined by then
defineScenario({ name: "x", run: (context, _id, _config) => context.click("#a"), config: (o) => ({ a: o.baseUrl }) });
defineScenario({
  name: "x",
  config: async (o) => ({ a: o.baseUrl }),
  assigns: { q: "" },
  throttles: (config) => [rate("b", config.a?.length ?? 0), interarrival("c", "500ms"), parallelism("d", 3)],
  run: (context, _id, config) => {
    same<Equal<typeof config, { a: string | undefined }>>();
    return context
      .throttle("b")
      .throttle("c")
      .throttle("d")
      .click((c) => c.assigns.q);
  },
});

// A scenario can declare its own load.
defineScenario({
  name: "x",
  users: 5,
  duration: "5m",
  rampUp: "30s",
  stages: ["30s:10", { duration: 60_000, users: 20 }],
  iterationTimeout: "1m",
  commandTimeout: 5000,
  onFailure: "continue",
  thresholds: ["failed_steps: count<10", { threshold: "iterations: perSecond>50", abortOnFail: true, delayAbortEval: "30s" }],
  maxFailureRate: "5%",
  lostLoadTolerance: 0.1,
  acceptStatus: [404, "5xx"],
  routes: ["/shop/:slug"],
  viewport: { width: 800, height: 600 },
  run: (context) => context.halt(),
});
// Each option of a user's browser may be a function of the user, and does not disturb the other types.
defineScenario({
  name: "x",
  device: (userId) => (userId % 2 === 0 ? "iPhone 15" : undefined),
  locale: (userId) => ["de-DE", "fr-FR"][userId % 2],
  geolocation: (userId) => ({ latitude: userId, longitude: 0 }),
  httpCredentials: (userId) => ({ username: `user${userId}`, password: "x", origin: "https://staging.test" }),
  storageState: (userId) => `state-${userId}.json`,
  viewport: () => "800x600",
  permissions: ["geolocation"],
  proxy: "http://proxy:3128",
  assigns: { q: "" },
  config: (options) => ({ url: options.baseUrl ?? "" }),
  run: (context, _id, config) => {
    same<Equal<typeof config, { url: string }>>();
    return context.fill("#q", (c) => c.assigns.q);
  },
});
// @ts-expect-error a locale is text
defineScenario({ name: "x", locale: (userId) => userId, run: (context) => context.halt() });
// @ts-expect-error there are three colour schemes
defineScenario({ name: "x", colorScheme: "black", run: (context) => context.halt() });
// @ts-expect-error a status is a number, "4xx" or "5xx"
defineScenario({ name: "x", acceptStatus: "404", run: (context) => context.halt() });
// @ts-expect-error no such key
defineScenario({ name: "x", usres: 5, run: (context) => context.halt() });
// @ts-expect-error a scenario needs a run
defineScenario({ name: "x" });
// @ts-expect-error and a name
defineScenario({ run: (context) => context.halt() });
// @ts-expect-error parallelism does not ramp
parallelism("p", 1).ramp(2, { duration: "1m" });

// Helpers, steps in sequence, Promise.all, async functions.
interface My {
  productId: string;
  seen: number;
}
const login = (c: Context<My>) => c.fill("#u", "a").click("#go");
async function buy(c: Context<My>): Promise<string> {
  await c.getAttribute("#p", "data-id", { as: "productId" });
  return c.assigns.productId;
}
defineScenario({
  name: "y",
  assigns: { productId: "", seen: 0 } satisfies My as My,
  throttles: () => [rate("q", 1)],
  run: async (context) => {
    login(context).click("#z");
    const id = await buy(context);
    same<Equal<typeof id, string>>();
    const [a, b] = await Promise.all([context.innerText("#a"), context.isVisible("#b")]);
    same<Equal<typeof a, string>>();
    same<Equal<typeof b, boolean>>();
    const attribute = await context.getAttribute("#p", "x");
    same<Equal<typeof attribute, string | null>>();
    const plusOne = await context.evaluate((k: number) => k + 1, 3);
    same<Equal<typeof plusOne, number>>();
    const grouped = await context.step("group", async (c) => {
      await c.click("#a");
      return c.innerText("#b");
    });
    same<Equal<typeof grouped, string>>();
    const text: string = await context.innerText("#a").catch(() => "none");
    void text;
    return context.throttle("q").click("#x");
  },
});
defineScenario<My>({ name: "z", assigns: { productId: "", seen: 0 }, run: (c) => c.click((s) => s.assigns.productId) });
declare const pipeline: Pipeline<string, My>;
const promise: Promise<string> = Promise.resolve(pipeline);
void promise;
