import { LiveView, type ViewEvent } from "../live-view.js";
import { html, raw, type Template } from "../template.js";

const commands = (...list: readonly (readonly [kind: string, args: object])[]) =>
  raw(JSON.stringify(list).replaceAll('"', "&quot;"));

const PUSH_AND_HIDE = commands(
  ["push", { event: "saved", value: { how: "command" }, loading: "#menu" }],
  ["hide", { to: "#menu" }],
  ["add_class", { names: ["used"], to: { closest: "section" } }],
);
const TOGGLE = commands(["toggle", { to: "#menu" }], ["toggle_attr", { attr: ["aria-expanded", "true", "false"] }]);
const EXEC = commands(["exec", { attr: "data-more", to: "#more" }]);
const MORE = commands(["push", { event: "more" }], ["focus", { to: "#field" }]);
const PATCH = commands(["patch", { href: "/bindings?step=2", replace: false }]);
const CLICK_OTHER = commands(["dispatch", { event: "click", to: "#plain-button" }]);

/** `/bindings`: every kind of binding and the JS commands. */
export class BindingsView extends LiveView {
  static readonly viewName = "BindingsLive";
  readonly title = "Bindings";
  #events = 0;
  #last = "";
  #isTriggered = false;

  override handleEvent({ name, type, fields }: ViewEvent): void {
    this.#events++;
    this.#last = `${name} ${type} ${Object.values(fields).join("+")}`;
    if (name === "leave") this.#isTriggered = true;
  }

  override render(): Template {
    return html`<main phx-window-keydown="window-key" phx-key="Escape">
  <h1>Bindings</h1>
  <p><span id="events">${this.#events}</span> events, last <span id="last">${this.#last}</span></p>
  <section>
    <button id="values" phx-click="values" phx-value-one="1" phx-value-two-words="2" value="own">Values</button>
    <button id="command" phx-click="${PUSH_AND_HIDE}">Command</button>
    <button id="toggle" phx-click="${TOGGLE}">Toggle</button>
    <button id="exec" phx-click="${EXEC}">Exec</button> <span id="more" data-more="${MORE}"></span>
    <button id="patch" phx-click="${PATCH}">Patch</button>
    <button id="dispatch" phx-click="${CLICK_OTHER}">Dispatch</button>
    <button id="plain-button" phx-click="plain" phx-disable-with="Wait">Plain</button>
    <div id="card" phx-click="card"><b id="inner">inside</b></div>
    <div id="menu" phx-click-away="away">menu</div>
    <button id="throttled" phx-click="throttled" phx-throttle="60000">Throttled</button>
  </section>
  <input id="field" name="field" phx-keydown="key" phx-keyup="key-up" phx-blur="blurred" phx-focus="focused" phx-value-at="field">
  <form id="debounced" phx-change="changed" phx-submit="submitted">
    <input id="slow" name="a[b]" phx-debounce="50"><input id="on-blur" name="c" phx-debounce="blur"><input name="d[]" value="1"><input name="d[]" value="2">
    <input id="own" name="own" phx-change="own-changed"><textarea id="area" name="area"></textarea>
    <button id="first" name="button" value="first">First</button><button id="second" name="button" value="second">Second</button>
  </form>
  <form id="leaving" action="/plain-form" method="post" phx-submit="leave"${this.#isTriggered ? raw(" phx-trigger-action") : raw("")}><input name="name" value="left"><button id="leave">Leave</button></form>
  <div id="hooked" phx-hook="Chart"></div>
</main>`;
  }
}
