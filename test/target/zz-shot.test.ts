import { writeFile } from "node:fs/promises";
import { it } from "vitest";
import { htmlReporter } from "../../src/reporters/html/html-reporter.js";
import { RESULTS } from "../fixtures/results/results.js";

it("x", async () => {
  for (const [name, make] of Object.entries(RESULTS)) {
    const [file] = htmlReporter.report(make(), { color: false, columns: 100, outputFolder: "/tmp" }).files;
    await writeFile(`/tmp/shots/${name}.html`, file?.content ?? "");
  }
});
