import type { OperationOptions, PagePort } from "../../../src/scenario/page-port.js";
import type { FileContent } from "../../../src/scenario/ports/files.js";

/** What a user does on a page of the site under test. */
export interface SameScenario {
  readonly title: string;
  readonly path: string;
  readonly act: (user: ScenarioPage) => Promise<void>;
}

/** The steps that the scenarios are written with. */
export class ScenarioPage {
  readonly page: PagePort;
  readonly url: string;
  readonly #options: OperationOptions;

  constructor(page: PagePort, url: string, options: OperationOptions) {
    this.page = page;
    this.url = url;
    this.#options = options;
  }

  get options(): OperationOptions {
    return this.#options;
  }

  open = (path: string) => this.page.navigate(`${this.url}${path}`, this.#options);
  live = () => this.page.waitForLiveView(this.#options);
  click = (selector: string) => this.page.pointer.click(selector, this.#options);
  check = (selector: string) => this.page.pointer.check(selector, this.#options);
  fill = (selector: string, value: string) => this.page.fill(selector, value, this.#options);
  press = (selector: string, key: string) => this.page.keyboard.pressOn(selector, key, { ...this.#options, delayMs: 0 });
  select = (selector: string, value: string) => this.page.selectOption(selector, [value], this.#options);
  see = (selector: string) => this.page.waitForSelector(selector, { ...this.#options, state: "visible" });
  submit = (selector: string) => this.page.submitForm(selector, this.#options);
  reload = () => this.page.reload(this.#options);
  back = () => this.page.history.goBack(this.#options);
  forward = () => this.page.history.goForward(this.#options);
  answered = (type: string, selector: string) => this.page.waitForPhxLoadingCompletion(type, selector, this.#options);
  files = (selector: string, files: readonly FileContent[]) =>
    this.page.files.setInputFiles(selector, { kind: "contents", contents: files }, this.#options);
}

const bytes = (size: number, seed: number) => Uint8Array.from({ length: size }, (_, index) => (index * seed + 7) % 251);

export const SAME_SCENARIOS: readonly SameScenario[] = [
  {
    title: "counter: clicks, a reload and another visit",
    path: "/counter",
    async act(user) {
      await user.click("#inc");
      await user.see('#count:text-is("1")');
      await user.click("#dec");
      await user.see('#count:text-is("0")');
      await user.reload();
      await user.live();
      await user.click("text=+");
      await user.see('#count:text-is("1")');
      await user.open("/counter?delay=20");
      await user.live();
      await user.click("#inc");
      await user.see('#count:text-is("1")');
    },
  },
  {
    title: "form: typed, chosen, checked and submitted",
    path: "/form",
    async act(user) {
      await user.fill("#name", "Ada & Söhne");
      await user.answered("change", "#name");
      await user.fill("#email", "ada");
      await user.see("#email-error");
      await user.select("#plan", "team");
      await user.answered("change", "#plan");
      await user.check("#terms");
      await user.answered("change", "#terms");
      await user.fill("#email", "ada@example.com");
      await user.answered("change", "#email");
      await user.click("#save");
      await user.see("#saved");
      await user.answered("submit", "#signup-form");
      await user.fill("#name", "B");
      await user.answered("change", "#name");
      await user.fill("#email", "b@c");
      await user.answered("change", "#email");
      await user.press("#email", "Enter");
      await user.see('#saved:has-text("Saved B")');
    },
  },
  {
    title: "shop: links between views, values of buttons, a checkout whose field keeps its text",
    path: "/products",
    async act(user) {
      await user.click("#buy-1");
      await user.see('#basket-count:text-is("1")');
      await user.fill("#email", "me@example.com");
      await user.click("#buy-2");
      await user.see('#basket-count:text-is("2")');
      await user.submit("#checkout-form");
      await user.see("#order");
      // The featured product differs between visitors, and with it the links.
      await user.open("/products/1");
      await user.see("#all-products");
      await user.live();
      await user.click("#product button");
      await user.see('#basket-count:text-is("1")');
      await user.click("#all-products");
      await user.see(".cards");
      await user.live();
    },
  },
  {
    title: "navigation: patches, live and plain links, redirects of the server, back and forward",
    path: "/nav/a",
    async act(user) {
      await user.click("#patch-1");
      await user.see('#page:text-is("1")');
      await user.click("#patch-2");
      await user.see('#page:text-is("2")');
      await user.back();
      await user.see('#page:text-is("1")');
      await user.forward();
      await user.see('#page:text-is("2")');
      await user.click("#server-patch");
      await user.see('#page:text-is("3")');
      await user.click("#to-b");
      await user.see('#here:text-is("Page B")');
      await user.live();
      await user.click("#server-redirect");
      await user.see('#here:text-is("Page A")');
      await user.live();
      await user.click("#full-redirect");
      await user.see('#here:text-is("Page B")');
      await user.live();
      await user.click("#plain");
      await user.see('#here:text-is("Page A")');
      await user.live();
      await user.click("#to-dead");
      await user.see('h1:text-is("Plain")');
    },
  },
  {
    title: "nested: a view in a view, one that comes and goes, a crash of the inner one",
    path: "/nested",
    async act(user) {
      await user.click("#inc");
      await user.see('#count:text-is("1")');
      await user.click("#child-inc");
      await user.see('#child-count:text-is("1")');
      await user.click("#toggle");
      await user.see("#late-count");
      await user.live();
      await user.click("#late-inc");
      await user.see('#late-count:text-is("1")');
      await user.click("#toggle");
      await user.page.waitForSelector("#late", { ...user.options, state: "detached" });
      await user.click("#child-boom");
      await user.see("#child.phx-error");
      await user.live();
      await user.click("#child-inc");
      await user.see('#child-count:text-is("1")');
    },
  },
  {
    title: "sticky: a view that stays while the page around it changes; two roots side by side",
    path: "/sticky/1",
    async act(user) {
      await user.click("#sticky-inc");
      await user.see('#sticky-count:text-is("1")');
      await user.click("#next");
      await user.see('#here:text-is("Page 2")');
      await user.live();
      await user.click("#sticky-inc");
      await user.see('#sticky-count:text-is("2")');
      await user.open("/multi");
      await user.live();
    },
  },
  {
    title: "crash: of a view, which joins again",
    path: "/crash",
    async act(user) {
      await user.click("#inc");
      await user.see('#count:text-is("1")');
      await user.click("#boom");
      await user.see("[data-phx-main].phx-error");
      await user.live();
      await user.click("#inc");
      await user.see('#count:text-is("1")');
    },
  },
  {
    title: "list: rows that move, come and go",
    path: "/list?n=30",
    async act(user) {
      for (const [button, version] of [
        ["#update", 1],
        ["#add", 2],
        ["#halve", 3],
        ["#shuffle", 4],
      ] as const) {
        await user.click(button);
        await user.see(`#version:text-is("${version}")`);
      }
    },
  },
  {
    title: "bindings: values, keys, focus, commands, debounced and throttled fields, a form that leaves the page",
    path: "/bindings",
    async act(user) {
      const seen = (count: number) => user.see(`#events:text-is("${count}")`);
      await user.click("#values");
      await seen(2);
      await user.click("#inner");
      await seen(4);
      await user.click("#dispatch");
      await seen(7);
      await user.click("#exec");
      await seen(10);
      await user.press("#field", "a");
      await seen(12);
      await user.press("#field", "Escape");
      await seen(14);
      await user.click("#command");
      await user.page.waitForSelector("#menu", { ...user.options, state: "hidden" });
      await user.see("section.used");
      await user.click("#toggle");
      await user.see("#menu");
      await user.click("#throttled");
      await user.answered("click", "#throttled");
      await user.click("#throttled");
      await user.press("#values", "Escape");
      await user.see('#last:has-text("window-key")');
      await user.fill("#slow", "x");
      await user.see('#last:has-text("changed form")');
      await user.fill("#on-blur", "y");
      await user.fill("#own", "z");
      await user.see('#last:has-text("own-changed")');
      await user.answered("change", "#own");
      await user.fill("#area", "1 2");
      await user.answered("change", "#area");
      await user.click("#second");
      await user.see('#last:has-text("submitted")');
      await user.answered("submit", "#debounced");
      await user.click("#patch");
      await user.page.waits.forURL({ shown: "step 2", fits: (url) => url.includes("step=2") }, user.options);
      await user.click("#leave");
      await user.see("#posted");
    },
  },
  {
    title: "upload: files in chunks, with their progress",
    path: "/upload",
    async act(user) {
      await user.files('input[type="file"]', [
        { name: "one.png", mimeType: "image/png", bytes: bytes(150_000, 3) },
        { name: "two.txt", mimeType: "text/plain", bytes: bytes(900, 5) },
      ]);
      await user.see("#entries li");
      await user.click("#save");
      await user.see('#kept:has-text("one.png")');
    },
  },
];
