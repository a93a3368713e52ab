import { LiveView, type ViewEvent } from "../live-view.js";
import { each, flag, html, type Template } from "../template.js";

const PLANS = ["free", "team", "business"];
const NO_FIELDS = { name: "", email: "", plan: "free", terms: false };

/** `/form`: validated while typing, saved when valid. */
export class FormView extends LiveView {
  static readonly viewName = "FormLive";
  readonly title = "Sign up";
  #fields = NO_FIELDS;
  #error = "";
  #saved = "";

  override handleEvent({ name, fields }: ViewEvent): void {
    this.#fields = {
      name: fields.name ?? "",
      email: fields.email ?? "",
      plan: fields.plan ?? "free",
      terms: fields.terms === "true",
    };
    // The client marks untouched inputs, so that they show no errors yet.
    const untouched = "_unused_email" in fields && name === "validate";
    this.#error = untouched || /^[^@\s]+@[^@\s]+$/.test(this.#fields.email) ? "" : "must be an e-mail address";
    if (name !== "save" || this.#error !== "") return;
    this.#saved = `Saved ${this.#fields.name} <${this.#fields.email}> on plan ${this.#fields.plan}${this.#fields.terms ? ", terms accepted" : ""}`;
    this.#fields = NO_FIELDS;
  }

  override render(): Template {
    const { name, email, plan, terms } = this.#fields;
    return html`<main>
  <h1>Sign up</h1>
  ${this.#saved === "" ? "" : html`<p id="saved" class="notice" role="status">${this.#saved}</p>`}
  <form id="signup-form" class="stack" phx-change="validate" phx-submit="save">
    <label for="name">Name</label>
    <input id="name" name="name" value="${name}" autocomplete="off">
    <label for="email">E-mail</label>
    <input id="email" name="email" value="${email}" autocomplete="off">
    ${this.#error === "" ? "" : html`<p id="email-error" class="error">${this.#error}</p>`}
    <label for="plan">Plan</label>
    <select id="plan" name="plan">${each(PLANS, String, (option) => html`<option value="${option}"${flag("selected", option === plan)}>${option}</option>`)}</select>
    <label class="check"><input type="hidden" name="terms" value="false"><input id="terms" type="checkbox" name="terms" value="true"${flag("checked", terms)}> I accept the terms</label>
    <p class="actions"><button id="save">Save</button></p>
  </form>
</main>`;
  }
}
