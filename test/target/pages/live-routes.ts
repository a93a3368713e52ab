import type { ViewClass } from "../live-view.js";
import type { LiveRoute } from "../routes.js";
import { CounterView, JoinSlowView, LongPollView, PushView, SlowView, VanishView } from "./counter.js";
import { FormView } from "./form.js";
import { ProductsView, ProductView } from "./shop.js";

export const LIVE_ROUTES: readonly LiveRoute[] = [
  { path: "/counter", view: CounterView },
  { path: "/form", view: FormView },
  { path: "/slow", view: SlowView },
  { path: "/longpoll", view: LongPollView, page: { transport: "longpoll" } },
  { path: "/push", view: PushView },
  { path: "/vanish", view: VanishView },
  { path: "/join-slow", view: JoinSlowView },
  { path: "/products", view: ProductsView },
  { path: "/products/:id", view: ProductView },
];

/** Views that stand inside other pages. */
export const EMBEDDED_VIEWS: readonly ViewClass[] = [];
