import { page } from "../layout.js";
import { htmlReply, type Reply } from "../reply.js";
import type { DeadRoute } from "../route.js";

const CSV = "id,total\n1,89.00\n";

/** Downloads of every kind. */
export const DOWNLOAD_ROUTES: readonly DeadRoute[] = [
  { method: "GET", path: "/downloads", respond: () => htmlReply(page({ title: "Downloads", body: LINKS, script: BLOB_SCRIPT })) },
  { method: "*", path: "/download", respond: () => attachment("orders.csv", CSV) },
  // The answer begins and does not end.
  { method: "GET", path: "/download/stalled", respond: () => ({ ...attachment("stalled.csv", CSV), missingBytes: 983 }) },
];

function attachment(name: string, body: string): Reply {
  const headers = { "content-type": "text/csv", "content-disposition": `attachment; filename="${name}"` };
  return { status: 200, headers, body };
}

const LINKS = `<main><h1>Downloads</h1>
<ul>
<li><a id="export" href="/download">Orders</a></li>
<li><a id="redirected" href="/redirect?to=/download">Orders, redirected</a></li>
<li><a id="blank" href="/download" target="_blank">Orders, in another window</a></li>
<li><a id="link" href="/bytes?n=5000" download="bytes.bin">Bytes</a></li>
<li><a id="stalled" href="/download/stalled">Orders that stop halfway</a></li>
<li><a id="refused" href="/status/500" download>Orders that the server refuses</a></li>
</ul>
<form method="post" action="/download"><button id="posted">Orders, asked for with a form</button></form>
<p><button id="made">Text that the page makes</button></p>
</main>`;

const BLOB_SCRIPT = `
document.querySelector("#made").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["made here"]));
  link.download = "made.txt";
  link.click();
});
`;
