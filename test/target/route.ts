import type { App } from "./app.js";
import type { PageOptions } from "./layout.js";
import type { ViewClass } from "./live-view.js";
import type { Reply, Request } from "./reply.js";

/** A page whose main view the router mounts; all of them are one live session. */
export interface LiveRoute {
  /** A path, with `:name` for a part that varies. */
  readonly path: string;
  readonly view: ViewClass;
  readonly page?: Pick<PageOptions, "transport">;
}

/** A page without a main LiveView. */
export interface DeadRoute {
  readonly method: "GET" | "POST" | "DELETE" | "*";
  readonly path: string;
  respond(request: Request, app: App): Reply | Promise<Reply>;
}
