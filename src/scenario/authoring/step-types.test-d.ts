import type { Page } from "playwright-core";
import type { StorageState } from "../page-port.js";
import type { Context } from "./context-types.js";
import { defineScenario } from "./define-scenario.js";

/*
 * Only type-checked: nothing here runs.
 */

type Equal<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false;
const same = <_T extends true>() => {};

// Every step.
async function everyStep(c: Context<{ text: string; flag: boolean; n: number; storage: StorageState | undefined }, "a" | "b">) {
  const done = c
    .navigate("/", { timeout: "5s", name: "home" })
    .navigate(
      (s) => s.assigns.text,
      () => ({ timeout: 5 }),
    )
    .navigate("/", { status: 404 })
    .navigate("/", (s) => ({ status: [s.assigns.n, "4xx"] }))
    .reload()
    .reload({ status: "5xx" })
    .click("#a", { force: true })
    .click("#a", (s) => ({ force: s.assigns.flag, name: "a" }))
    .fill("#a", (s) => s.assigns.text)
    .clear("#a")
    .press("#a", "Enter")
    .check("#a")
    .uncheck("#a")
    .selectOption("#a", "one")
    .selectOption("#a", { label: "One" })
    .selectMultipleOptions("#a", ["one", { index: 2 }])
    .focus("#a")
    .blur("#a")
    .hover("#a")
    .dragAndDrop("#a", (s) => s.assigns.text)
    .waitForSelector("#a", { state: "hidden", timeout: 100 })
    .ensureLiveView()
    .waitForLiveView({ timeout: "1s" })
    .waitForPhxLoadingCompletion("click", "#a")
    .submitForm("#a")
    .content({ as: "text" })
    .innerHTML("#a", { as: "text" })
    .innerText("#a", (s) => ({ name: s.assigns.text }))
    .textContent("#a", { as: "text" })
    .inputValue("#a", { as: "text" })
    .getAttribute("#a", "b", { as: (value) => ({ text: value }) })
    .isVisible("#a", { as: "flag" })
    .isChecked("#a", { as: (value) => ({ n: value ? 1 : 0 }) })
    .assign({ text: "x" })
    .assign((s) => ({ n: s.assigns.n + s.userId + s.iteration }))
    .resetAssigns()
    .clearAssign("text", "n")
    .updateAssign("n", async (n) => n + 1)
    .throttle("a")
    .throttle("b", (held) => held.click("#a"))
    .restoreStorageState({ cookies: [], origins: [] })
    .resetStorageState()
    .think("1s")
    .think(100, (s) => s.assigns.n)
    .step("group", (group) => group.click("#a"))
    .expect("so", (s) => s.assigns.flag)
    .expect("so", async () => true, { soft: true })
    .screenshot("home")
    .metric("price", { kind: "counter" })
    .add((s) => s.assigns.n);
  same<Equal<Awaited<typeof done>, void>>();

  const selected = await c.selectOption("#a", "one");
  same<Equal<typeof selected, readonly string[]>>();
  const html = await c.content();
  same<Equal<typeof html, string>>();
  const nothing = await c.textContent("#a");
  same<Equal<typeof nothing, string | null>>();
  const kept = await c.textContent("#a", { as: "text" });
  same<Equal<typeof kept, string>>();
  const held = await c.throttle("a", async (inner) => inner.isChecked("#a"));
  same<Equal<typeof held, boolean>>();
  const storage = await c.storageState({ indexedDB: true });
  same<Equal<typeof storage, StorageState>>();
  const page = await c.page<Page>();
  same<Equal<typeof page, Page>>();
  const holds = await c.expect("so", () => true);
  same<Equal<typeof holds, boolean>>();
  same<Equal<typeof c.halted, boolean>>();
  same<Equal<typeof c.failed, boolean>>();
  same<Equal<Awaited<ReturnType<typeof c.halt>>, never>>();
  same<Equal<Awaited<ReturnType<typeof c.fail>>, never>>();
  same<Equal<Awaited<ReturnType<typeof c.abort>>, never>>();
  // @ts-expect-error a Context cannot be awaited for a value: it has no then
  void c.then;
  // @ts-expect-error a check gives true or false
  c.expect("so", () => "yes");
  // @ts-expect-error no such option
  c.click("#a", { forced: true });
  // @ts-expect-error no such state
  c.waitForSelector("#a", { state: "there" });
}
void everyStep;

// Routes have Playwright's names, and know the state; a network is named, or has figures.
defineScenario({
  name: "network",
  assigns: { id: "" },
  block: ["image", "third-party", /ads/, { pattern: "ads" }, "**/analytics/**"],
  network: { downloadKbps: 500 },
  run: (context) => {
    context
      .route("**/a", { fulfill: { json: [] } })
      .route(/a/, async ({ method, postData }, { assigns }) => {
        same<Equal<typeof assigns.id, string>>();
        same<Equal<typeof postData, string | null>>();
        return method === "GET" ? { continue: { headers: { "x-id": assigns.id, cookie: undefined } } } : undefined;
      })
      .route((url) => url.pathname === "/a", { abort: "timedout" }, { times: 2 })
      .unroute("**/a")
      .unroute()
      .setOffline(({ assigns }) => assigns.id === "");
    // @ts-expect-error: not an error code
    context.route("**", { abort: "refused" });
    // @ts-expect-error: not an answer
    context.route("**", { fulfil: {} });
    // @ts-expect-error: only true or false
    context.setOffline("yes");
  },
});
// @ts-expect-error: not a named network
defineScenario({ name: "network", network: "5g", run: () => {} });
