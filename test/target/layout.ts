import { escapeHtml, plainHtml, type Template } from "./template.js";

export interface PageOptions {
  readonly title: string;
  /** The body; a string is HTML. */
  readonly body: string | Template;
  /** Loads app.js, which creates the LiveSocket. */
  readonly live?: boolean;
  readonly transport?: "longpoll";
  /** Milliseconds until the client reloads a page whose mount failed; the client's own 5 to 10 s when absent. */
  readonly reloadJitterMs?: number;
  /** A script in the page. */
  readonly script?: string;
}

/** The document around a page, LiveView or not. The icon is empty, so that browsers do not request one. */
export function page(options: PageOptions): string {
  const transport = options.transport ? ` data-transport="${options.transport}"` : "";
  const jitter = options.reloadJitterMs === undefined ? "" : ` data-reload-jitter="${options.reloadJitterMs}"`;
  return `<!DOCTYPE html>
<html lang="en"${transport}${jitter}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(options.title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/app.css?vsn=d">
${options.live ? '<script defer src="/assets/app.js?vsn=d"></script>' : ""}
</head>
<body>
<header class="site"><a href="/">Target</a></header>
${typeof options.body === "string" ? options.body : plainHtml(options.body)}
${options.script === undefined ? "" : `<script>${options.script}</script>`}
</body>
</html>
`;
}
