import { pagePolicy } from "../pages/page-policy.js";
import { DASHBOARD_SCRIPT, DASHBOARD_STYLE } from "./dashboard-page.generated.js";

/** The page and its policy, which lets it load nothing but what its own server has. */
export function dashboardPage(): { readonly html: string; readonly policy: string } {
  const policy = pagePolicy({ script: DASHBOARD_SCRIPT, style: DASHBOARD_STYLE, pictures: "own" });
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>LiveLoad</title>
<style>${DASHBOARD_STYLE}</style>
</head>
<body>
<div id="dashboard"><noscript>This page needs JavaScript to follow the run; you can also follow it in the terminal.</noscript></div>
<script>${DASHBOARD_SCRIPT}</script>
</body>
</html>
`;
  return { html, policy: `${policy}; connect-src 'self'; frame-ancestors 'none'` };
}
