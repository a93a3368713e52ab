import type { ViewClass } from "./live-view.js";
import { DEAD_ROUTES } from "./pages/dead-routes.js";
import { EMBEDDED_VIEWS, LIVE_ROUTES } from "./pages/live-routes.js";
import type { DeadRoute, LiveRoute } from "./route.js";

interface Match<R> {
  readonly route: R;
  readonly params: Readonly<Record<string, string>>;
}

export function matchLiveRoute(pathname: string): Match<LiveRoute> | undefined {
  return match(LIVE_ROUTES, pathname);
}

export function matchDeadRoute(method: string, pathname: string): Match<DeadRoute> | undefined {
  return match(
    DEAD_ROUTES.filter((route) => route.method === "*" || route.method === method),
    pathname,
  );
}

export function viewByName(name: string): ViewClass | undefined {
  return [...LIVE_ROUTES.map((route) => route.view), ...EMBEDDED_VIEWS].find((view) => view.viewName === name);
}

function match<R extends { readonly path: string }>(routes: readonly R[], pathname: string): Match<R> | undefined {
  for (const route of routes) {
    const params = matchPath(route.path, pathname);
    if (params) return { route, params };
  }
  return undefined;
}

function matchPath(pattern: string, pathname: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = pathname.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const actual = given[index] ?? "";
    if (part.startsWith(":") && actual !== "") params[part.slice(1)] = actual;
    else if (part !== actual) return undefined;
  }
  return params;
}
