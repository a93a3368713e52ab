import { type App, newSessionId, sessionCookie } from "../app.js";
import { page } from "../layout.js";
import { LiveView } from "../live-view.js";
import { htmlReply, type Reply, type Request } from "../reply.js";
import type { DeadRoute } from "../route.js";
import { html, type Template } from "../template.js";

const SIGNED_IN = "signed-in";
const SEE_OTHER = 303;

/** Signing in and out: any name with any password will do. `/account` is for members only. */
export const MEMBER_ROUTES: readonly DeadRoute[] = [
  { method: "GET", path: "/login", respond: () => htmlReply(page({ title: "Log in", body: LOGIN })) },
  { method: "POST", path: "/login", respond: signIn },
  { method: "GET", path: "/log-out", respond: signOut },
];

/** `/account`: redirects visitors who have not signed in to `/login`. */
export class AccountView extends LiveView {
  static readonly viewName = "AccountLive";
  readonly title = "Account";

  override mount(): void {
    if (!this.socket.session.has(SIGNED_IN)) this.socket.navigate({ kind: "redirect", to: "/login" });
  }

  override render(): Template {
    const orders = this.socket.session.get("orders") ?? 0;
    return html`<main>
  <h1>Account</h1>
  <p>Orders: <span id="orders">${orders}</span></p>
  <p><a id="log-out" href="/log-out">Log out</a></p>
</main>`;
  }
}

const LOGIN = `<main><h1>Log in</h1>
<form id="login" class="stack" method="post" action="/login">
<label for="name">Name</label><input id="name" name="name" autocomplete="username">
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password">
<button>Log in</button>
</form></main>`;

async function signIn(request: Request, app: App): Promise<Reply> {
  const fields = new URLSearchParams(await request.text());
  if (!fields.get("name") || !fields.get("password")) return htmlReply(page({ title: "Log in", body: LOGIN }), 422);
  const sessionId = request.sessionId ?? newSessionId();
  app.sessions.of(sessionId).set(SIGNED_IN, 1);
  return { status: SEE_OTHER, headers: { location: "/account", "set-cookie": sessionCookie(sessionId) }, body: "" };
}

function signOut(request: Request, app: App): Reply {
  if (request.sessionId !== undefined) app.sessions.of(request.sessionId).delete(SIGNED_IN);
  return { status: SEE_OTHER, headers: { location: "/login" }, body: "" };
}
