import type { ViewClass } from "../live-view.js";
import type { LiveRoute } from "../route.js";
import { BindingsView } from "./bindings.js";
import { CounterView, JoinSlowView, LongPollView, PushView, SlowView, VanishView } from "./counter.js";
import { CrashMountView, CrashView } from "./crash.js";
import { ChildView, LateView, LeftView, NestedView, RightView, StickyPageView, StickyView } from "./embedded.js";
import { FormView } from "./form.js";
import { IndexView } from "./index.js";
import { ListView } from "./list.js";
import { AccountView } from "./members.js";
import { PageAView, PageBView } from "./navigation.js";
import { ProductsView, ProductView } from "./shop.js";
import { UploadView } from "./uploads.js";

export const LIVE_ROUTES: readonly LiveRoute[] = [
  { path: "/", view: IndexView },
  { path: "/counter", view: CounterView },
  { path: "/form", view: FormView },
  { path: "/bindings", view: BindingsView },
  { path: "/slow", view: SlowView },
  { path: "/list", view: ListView },
  { path: "/nav/a", view: PageAView },
  { path: "/nav/b", view: PageBView },
  { path: "/nested", view: NestedView },
  { path: "/sticky/:page", view: StickyPageView },
  { path: "/crash", view: CrashView },
  { path: "/crash-mount", view: CrashMountView },
  { path: "/longpoll", view: LongPollView, page: { transport: "longpoll" } },
  { path: "/push", view: PushView },
  { path: "/vanish", view: VanishView },
  { path: "/join-slow", view: JoinSlowView },
  { path: "/account", view: AccountView },
  { path: "/upload", view: UploadView },
  { path: "/products", view: ProductsView },
  { path: "/products/:id", view: ProductView },
];

/** Views embedded in other pages. */
export const EMBEDDED_VIEWS: readonly ViewClass[] = [ChildView, LateView, LeftView, RightView, StickyView];
