import type { DeadRoute } from "../route.js";
import { CAMPAIGN_ROUTES } from "./campaigns.js";
import { CONTROLS_ROUTE } from "./controls.js";
import { DOCUMENT_ROUTES } from "./documents.js";
import { DOWNLOAD_ROUTES } from "./downloads.js";
import { respondMulti } from "./embedded.js";
import { MEMBER_ROUTES } from "./members.js";
import { PLAIN_ROUTES } from "./plain.js";
import { UPLOAD_ROUTES } from "./uploads.js";

export const DEAD_ROUTES: readonly DeadRoute[] = [
  { method: "GET", path: "/multi", respond: respondMulti },
  CONTROLS_ROUTE,
  ...PLAIN_ROUTES,
  ...DOCUMENT_ROUTES,
  ...UPLOAD_ROUTES,
  ...DOWNLOAD_ROUTES,
  ...MEMBER_ROUTES,
  ...CAMPAIGN_ROUTES,
];
