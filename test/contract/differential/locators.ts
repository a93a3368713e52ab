import type { Locator } from "../../../src/base/locators/locator.js";
import type * as locators from "../../../src/base/locators/page-locators.js";

/** LiveLoad's functions, or a page of Playwright: both have the same methods. */
type Finders = typeof locators;

const FRAME =
  "<label>Card <input id=card></label><ul><li id=f1>one <b>new</b></li><li id=f2>two</li></ul><iframe name=deep srcdoc='<button id=deep>Deep</button>'></iframe>";

/** A page with what {@link LOCATORS} look for; what can be found has an id. */
export const LOCATORS_PAGE: string = [
  '<!DOCTYPE html><meta charset="utf-8"><title>Locators</title><link rel="icon" href="data:,">',
  '<h1 id=h1>Shop</h1><h2 id=h2>Shop of the day</h2><h3 id=h3>Say "it\'s" 1/2</h3>',
  "<button id=buy aria-describedby=tip>Buy</button><button id=buyall>Buy all</button><button id=off disabled>Sold out</button>",
  '<p id=tip>Ships today</p><button id=toggle aria-pressed=true aria-expanded=false>More</button><button id=ghost style="display:none">Ghost</button>',
  "<div role=tablist><div role=tab id=tab1 aria-selected=true>One</div><div role=tab id=tab2 aria-selected=false>Two</div></div>",
  "<form><label for=mail>E-mail address</label><input id=mail placeholder='you@example.com'><label id=lw>Agree <input type=checkbox id=agree></label>",
  "<input id=aria aria-label='E-mail again'><span id=l1>First</span> <span id=l2>name</span><input id=first aria-labelledby='l1 l2'>",
  "<label>Hidden <input type=hidden id=none></label><textarea id=note placeholder='Your note' aria-label='  '></textarea>",
  "<label>Size <select id=size><option>S</option></select></label><input type=submit id=send value='Send order' title='Sends it'></form>",
  "<p id=text>Hello   <b id=bold>brave</b> world</p><p id=exact>hello</p><div id=outer><span id=inner>Only here</span></div>",
  "<p id=nbsp>Two&#8203;Parts</p><script>// Hello script</script><img id=logo alt='Our Logo' title='logo'><a href=# id=link title=\"It's > here\">Go &gt;&gt; on</a>",
  "<table><tr id=r1><td>Spanner</td><td><a href=# id=a1>edit</a></td></tr><tr id=r2><td>Wrench</td><td><a href=# id=a2>edit</a> <i>old</i></td></tr>",
  "<tr id=r3 style='visibility:hidden'><td>Saw</td><td><a href=# id=a3>edit</a></td></tr></table>",
  "<ul><li id=i1 data-testid=item-1 data-qa=x>1</li><li id=i2 data-testid=item-2>2</li><li id=i3 data-testid=Item-1>3</li></ul>",
  "<x-card id=card1><template shadowrootmode=open><button id=sb>In shadow</button><slot></slot></template><em id=slotted>slotted</em></x-card>",
  `<iframe id=frame title=pay srcdoc="${FRAME.replaceAll('"', "&quot;")}"></iframe><iframe id=other></iframe>`,
].join("");

/** What each of them finds, how it compiles and how it is shown is the same in both engines. */
export const LOCATORS: readonly ((page: Finders) => Locator)[] = [
  (page) => page.getByRole("button"),
  (page) => page.getByRole("button", { name: "buy" }),
  (page) => page.getByRole("button", { name: "buy all" }),
  (page) => page.getByRole("button", { name: "Buy all", exact: true }),
  (page) => page.getByRole("button", { name: "buy", exact: true }),
  (page) => page.getByRole("button", { name: /^buy a/i }),
  (page) => page.getByRole("button", { name: "ghost" }),
  (page) => page.getByRole("button", { name: "ghost", includeHidden: true }),
  (page) => page.getByRole("button", { disabled: true }),
  (page) => page.getByRole("button", { description: "ships" }),
  (page) => page.getByRole("button", { pressed: true, expanded: false }),
  (page) => page.getByRole("tab", { selected: false }),
  (page) => page.getByRole("checkbox", { checked: false }),
  (page) => page.getByRole("heading", { level: 2 }),
  (page) => page.getByRole("heading", { name: `Say "it's" 1/2`, exact: true }),
  (page) => page.getByRole("heading", { name: /it's" 1[/]2/ }),
  (page) => page.getByRole("heading", { name: "shop", level: 2 }),
  (page) => page.getByRole("link", { name: ">> on" }),
  (page) => page.getByRole("button", { name: "in shadow" }),
  (page) => page.getByText("hello"),
  (page) => page.getByText("hello", { exact: true }),
  (page) => page.getByText("Hello brave world", { exact: true }),
  (page) => page.getByText("brave"),
  (page) => page.getByText(/^hello$/),
  (page) => page.getByText(/HELLO\s+brave/i),
  (page) => page.getByText("Only here", { exact: true }),
  (page) => page.getByText("twoparts"),
  (page) => page.getByText("send order"),
  (page) => page.getByText("Go >> on"),
  (page) => page.getByText(/Go >> on/),
  (page) => page.getByText(`Say "it's"`),
  (page) => page.getByText(/say "it's/i),
  (page) => page.getByText("slotted"),
  (page) => page.getByLabel("e-mail"),
  (page) => page.getByLabel("E-mail again"),
  (page) => page.getByLabel("E-mail", { exact: true }),
  (page) => page.getByLabel("E-mail address", { exact: true }),
  (page) => page.getByLabel("agree"),
  (page) => page.getByLabel("name"),
  (page) => page.getByLabel("First", { exact: true }),
  (page) => page.getByLabel(/^size/i),
  (page) => page.getByLabel("hidden"),
  (page) => page.getByPlaceholder("NOTE"),
  (page) => page.getByPlaceholder("you@example.com", { exact: true }),
  (page) => page.getByPlaceholder(/^your/i),
  (page) => page.getByAltText("our logo"),
  (page) => page.getByAltText("our logo", { exact: true }),
  (page) => page.getByTitle("it's > here"),
  (page) => page.getByTitle("sends"),
  (page) => page.getByTestId("item-2"),
  (page) => page.getByTestId("item"),
  (page) => page.getByTestId(/^item-/).nth(1),
  (page) => page.locator("tr").filter({ hasText: "wrench" }).getByRole("link"),
  (page) => page.locator("tr").filter({ hasText: /^S/ }).last(),
  (page) => page.locator("tr").filter({ hasNotText: "spanner" }),
  (page) => page.locator("tr").filter({ has: page.locator("i") }),
  (page) =>
    page
      .locator("tr")
      .filter({ hasNot: page.getByText("spanner") })
      .locator("a"),
  (page) => page.locator("tr").filter({ has: page.locator("tr") }),
  (page) => page.locator("tr a").filter({ visible: false }),
  (page) => page.locator("tr").filter({ visible: true }).last(),
  (page) =>
    page.locator("tr").filter({ hasText: "edit", has: page.getByRole("link"), hasNot: page.locator("i"), hasNotText: "saw" }),
  (page) => page.locator("tr", { hasText: "Wrench" }).locator("a"),
  (page) => page.locator("li").first(),
  (page) => page.locator("li").last(),
  (page) => page.locator("li").nth(-2),
  (page) => page.locator("li").nth(99),
  (page) => page.locator("tr").nth(1).locator("td").nth(1).locator("a"),
  (page) => page.locator("tr").locator(page.locator("td").nth(1)).locator("a").last(),
  (page) => page.locator("table").locator(page.getByText("edit").nth(1)),
  (page) => page.getByRole("button").and(page.getByText("Buy all")),
  (page) => page.getByRole("button").and(page.getByText("Spanner")),
  (page) => page.locator("li").and(page.getByTestId("Item-1")),
  (page) => page.getByText("Wrench").or(page.locator("h2")),
  (page) => page.getByText("nowhere").or(page.locator("#sb")),
  (page) => page.locator("#i3").or(page.locator("#i1")).last(),
  (page) => page.locator("#slotted").or(page.locator("#sb")).or(page.locator("#card1")).last(),
  (page) =>
    page
      .getByRole("row")
      .filter({ has: page.getByRole("link").and(page.getByText("edit")) })
      .nth(1),
  (page) => page.frameLocator("#frame").getByLabel("card"),
  (page) => page.frameLocator("iframe").first().getByText("two"),
  (page) => page.getByTitle("pay").contentFrame().getByText("one"),
  (page) => page.frameLocator("#frame").frameLocator("[name=deep]").getByRole("button", { name: "deep" }),
  (page) =>
    page
      .frameLocator("#frame")
      .locator("li")
      .filter({ has: page.locator("b") }),
  (page) => page.frameLocator("#frame").getByText("two").or(page.frameLocator("#frame").getByText("nothing")),
  (page) => page.frameLocator("#frame").locator(page.locator("li").last()),
  (page) => page.frameLocator("#frame").owner(),
];
