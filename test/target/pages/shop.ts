import { LiveView, NotFoundError, type ViewEvent } from "../live-view.js";
import { each, element, flag, html, type Template } from "../template.js";
import { featuredFor, PRODUCTS, type Product, priceText, productById } from "./catalogue.js";

/** Common parts of `/products` and `/products/:id`: a product, a basket, a checkout. */
abstract class ShopView extends LiveView {
  protected readonly basket = new Map<string, number>();
  #order = "";
  #error = "";

  override handleEvent({ name, fields }: ViewEvent): void {
    if (name === "buy") this.#buy(fields.id ?? "");
    else if (name === "checkout") this.#checkout(fields.email ?? "");
    else throw new Error(`the shop does not understand ${name}`);
  }

  #buy(id: string): void {
    if (!productById(id)) throw new Error(`there is no product ${id}`);
    this.basket.set(id, (this.basket.get(id) ?? 0) + 1);
    this.#error = "";
    this.#order = "";
  }

  #checkout(email: string): void {
    const pieces = this.#pieces();
    this.#error = pieces === 0 ? "The basket is empty." : email.includes("@") ? "" : "We need an e-mail address.";
    if (this.#error !== "") return;
    const orders = (this.socket.session.get("orders") ?? 0) + 1;
    this.socket.session.set("orders", orders);
    this.#order = `Thank you! Order ${orders} of ${pieces} for ${priceText(this.#total())} is confirmed to ${email}.`;
    this.basket.clear();
  }

  #pieces(): number {
    return [...this.basket.values()].reduce((sum, pieces) => sum + pieces, 0);
  }

  #total(): number {
    return [...this.basket].reduce((sum, [id, pieces]) => sum + pieces * (productById(id)?.price ?? 0), 0);
  }

  protected product(product: Product): Template {
    return html`<article id="product" class="product" data-id="${product.id}">
    <div class="picture" style="--hue: ${product.hue}" aria-hidden="true"></div>
    <div>
      <h2>${product.name}</h2>
      <p>${product.text}</p>
      <p class="price">${priceText(product.price)}</p>
      <button id="buy-${product.id}" phx-click="buy" phx-value-id="${product.id}">Add to basket</button>
    </div>
  </article>`;
  }

  protected checkout(): Template {
    return html`<aside class="basket" aria-label="Basket">
    <h2>Basket</h2>
    <p><span id="basket-count">${this.#pieces()}</span> in the basket, <span id="basket-total">${priceText(this.#total())}</span></p>
    ${each(
      [...this.basket],
      ([id]) => id,
      ([id, pieces]) => html`<p class="line">${pieces} × ${productById(id)?.name}</p>`,
    )}
    ${checkoutForm()}
    ${this.#error === "" ? "" : html`<p id="checkout-error" class="error">${this.#error}</p>`}
    ${this.#order === "" ? "" : html`<p id="order" class="notice" role="status">${this.#order}</p>`}
  </aside>`;
  }
}

/** A separate component, so that a patch of the basket does not touch typed text. */
function checkoutForm(): Template {
  return element`<form id="checkout-form" class="stack" phx-submit="checkout"><label for="email">E-mail</label><input id="email" name="email" type="email" autocomplete="off"><button id="checkout">Check out</button></form>`;
}

/** `/products`: a featured product and the whole catalogue. */
export class ProductsView extends ShopView {
  static readonly viewName = "ProductsLive";
  readonly title = "Shop";

  override render(): Template {
    const featured = featuredFor(this.socket.sessionId);
    const others = PRODUCTS.filter((product) => product !== featured);
    return html`<main class="shop">
  <div>
  <h1>Shop</h1>
  ${this.product(featured)}
  <ul class="cards">${each(
    others,
    (product) => product.id,
    (product) => html`<li>${this.#card(product)}</li>`,
  )}</ul>
  </div>
  ${this.checkout()}
</main>`;
  }

  #card(product: Product): Template {
    const inBasket = this.basket.has(product.id);
    return element`<article class="card"><div class="picture" style="--hue: ${product.hue}" aria-hidden="true"></div><h3><a id="product-${product.id}" href="/products/${product.id}" data-phx-link="redirect" data-phx-link-state="push">${product.name}</a></h3><p class="price">${priceText(product.price)}</p><button id="buy-${product.id}"${flag("data-in-basket", inBasket)} phx-click="buy" phx-value-id="${product.id}">Add</button></article>`;
  }
}

/** `/products/:id`. */
export class ProductView extends ShopView {
  static readonly viewName = "ProductLive";
  get title(): string {
    return this.#product().name;
  }

  override handleParams(): void {
    this.#product();
  }

  #product(): Product {
    const product = productById(this.socket.params.id ?? "");
    if (!product) throw new NotFoundError(`There is no product ${this.socket.params.id}.`);
    return product;
  }

  override render(): Template {
    return html`<main class="shop">
  <div>
  <p><a id="all-products" href="/products" data-phx-link="redirect" data-phx-link-state="push">All products</a></p>
  <h1>${this.#product().name}</h1>
  ${this.product(this.#product())}
  </div>
  ${this.checkout()}
</main>`;
  }
}
