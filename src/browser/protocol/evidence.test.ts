import { expect, it } from "vitest";
import { parseDocument } from "./dom/parse.js";
import { ProtocolEvidence } from "./evidence.js";
import type { PageParts } from "./page-parts.js";

it("the HTML of a user without a browser has no passwords, codes and card numbers", async () => {
  const html = `<body><input TYPE=password value=s1><input value='s2' autocomplete='one-time-code'><input autocomplete="section-a cc-number" value="s3">
    <input autocomplete=cc-csc value=s4><input name=city value=Rome></body>`;
  const documents = { document: parseDocument(html, "http://127.0.0.1/") } as PageParts["documents"];
  const evidence = new ProtocolEvidence({ documents });
  const options = { timeoutMs: 1000, pictureBytes: 0, htmlLength: 10_000 };
  const shown = await evidence.snapshot(options);
  expect(shown.html).not.toMatch(/s[1-4]/);
  expect(shown.html).toContain('value="Rome"');
  expect(await evidence.snapshot({ ...options, htmlLength: 0 })).toEqual({});
});
