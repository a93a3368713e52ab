import { quoted, type SourceNeeds, valueSource } from "./draft-values.js";
import type { DraftOption, ScenarioDraft } from "./scenario-draft.js";
import { chainSource, commentLines, statementsSource } from "./step-source.js";

/** The draft as the source text of a scenario module in TypeScript, which is JavaScript as well. */
export function scenarioSource(draft: ScenarioDraft): string {
  const needs: SourceNeeds = { imports: new Set(["defineScenario"]), assets: new Map(), usesConfig: false };
  const run = runSource(draft, needs);
  const settings = Object.entries(draft.settings ?? {}).map(([key, value]) => `  ${key}: ${valueSource(value, needs)},`);
  const assets = [...needs.assets].map(([path, name]) => `const ${name} = asset(${quoted(path)});`);
  const blocks = [
    `import { ${[...needs.imports].sort().join(", ")} } from "live-load";`,
    assets.join("\n"),
    [
      ...(draft.comments ?? []).flatMap((comment) => commentLines(comment, { depth: 0 })),
      "export default defineScenario({",
      `  name: ${quoted(draft.name)},`,
      configSource(draft),
      ...settings,
      `  run: ${run},`,
      "});",
    ].join("\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function runSource({ steps }: ScenarioDraft, needs: SourceNeeds): string {
  const place = { needs, context: "context", depth: 2 };
  const calls = chainSource(steps, place);
  const body = calls ?? statementsSource(steps, place);
  const parameters = needs.usesConfig ? "(context, _userId, config)" : "(context)";
  if (calls !== undefined) return `${parameters} =>\n    ${calls}`;
  return body === "" ? "() => {}" : `async ${parameters} => {\n${body}\n  }`;
}

function configSource({ baseUrl, options = [] }: ScenarioDraft): string {
  const base = `baseUrl: options.baseUrl ?? ${quoted(baseUrl)}`;
  if (options.length === 0) return `  config: (options) => ({ ${base} }),`;
  const names = options.map(({ name }) => name).join(", ");
  return [
    "  config: (options) => {",
    `    const { ${names} } = options;`,
    ...options.map(optionCheck),
    `    return { ${base}, ${names} };`,
    "  },",
  ].join("\n");
}

function optionCheck({ name, what }: DraftOption): string {
  return `    if (${name} === undefined) throw new Error(${quoted(`${what} is missing: run with --option ${name}=…`)});`;
}
