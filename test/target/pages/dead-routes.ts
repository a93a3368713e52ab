import { htmlReply } from "../reply.js";
import { page } from "../layout.js";
import type { DeadRoute } from "../routes.js";

export const DEAD_ROUTES: readonly DeadRoute[] = [
  { method: "GET", path: "/plain", respond: () => htmlReply(page({ title: "Plain", body: "<main><h1>Plain</h1></main>" })) },
];
