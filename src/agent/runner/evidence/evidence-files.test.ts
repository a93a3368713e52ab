import { describe, expect, it } from "vitest";
import { rememberSecret } from "../../../base/secrets/known-secrets.js";
import { evidenceFiles } from "./evidence-files.js";

const filesOf = async (html: string) => {
  const page = { activity: () => ({ console: [], requests: [] }), snapshot: async () => ({ html }) };
  const { html: bytes } = await evidenceFiles({ page, startedAtMs: 0, steps: [], mostBytes: 100_000 });
  return Buffer.from(bytes ?? []).toString();
};

describe("the HTML of evidence", () => {
  it("leads nowhere when somebody opens it", async () => {
    const html = await filesOf(
      `<html><head><meta http-equiv="refresh" content="0; url=http://site.test/"><link rel="preconnect" href="http://site.test"><base href="http://site.test/"><link rel="stylesheet" href="a.css"></head></html>`,
    );
    expect(html).not.toContain("site.test");
    expect(html).toContain('href="a.css"');
  });

  it("holds no secret in the form that HTML gives it", async () => {
    rememberSecret('hun&ter"2<long');
    const html = await filesOf(`<p>hun&amp;ter"2&lt;long</p><i title="hun&amp;ter&quot;2&lt;long"></i>`);
    expect(html).not.toContain("hun");
  });
});
