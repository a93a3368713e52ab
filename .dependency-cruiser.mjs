import { AGENT_WALLS, BACKEND_WALL, WALLS } from "./architecture.mjs";

const STEP_TYPES = "^src/scenario/authoring/(step-types/)?(context-types|[a-z]+-step-types)\\.ts$";
const TEST = "\\.test(-d)?\\.ts$";

const walls = Object.entries(WALLS).map(([folder, { may, says }]) => ({
  name: `${folder}-imports`,
  comment: `src/${folder} may import ${may.length === 0 ? "nothing else of src" : may.join(", ")}: ${says}.`,
  severity: "error",
  from: { path: `^src/${folder}/`, pathNot: TEST },
  to: { path: "^src/", pathNot: [folder, ...may].map((name) => `^src/${name}/`) },
}));

export default {
  forbidden: [
    ...walls,
    {
      name: "backend-imports",
      comment: "A backend sees its contract (src/cluster/backend.ts) and src/base, so that an author outside can write one.",
      severity: "error",
      from: { path: BACKEND_WALL.from, pathNot: TEST },
      to: { path: "^src/", pathNot: BACKEND_WALL.may },
    },
    {
      name: "backends-by-name",
      comment: "Only src/cluster/backends.ts knows the built-in backends; everyone else takes what it hands out.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/cluster/backends(/|\\.ts$)", TEST] },
      to: { path: "^src/cluster/backends/" },
    },
    ...AGENT_WALLS.map(({ name, from, never, says }) => ({
      name,
      comment: `${from} must not reach ${never.join(", ")}, directly or through others: ${says}.`,
      severity: "error",
      from: { path: from, pathNot: TEST },
      to: { path: never, reachable: true },
    })),
    {
      name: "no-cycles",
      comment: "Two files that need each other are one file, or hide a third.",
      severity: "error",
      from: { path: "^src/", pathNot: STEP_TYPES },
      to: { circular: true },
    },
    {
      name: "no-cycles-of-values",
      comment: "Each step returns the chain of all steps, so their types need each other; nothing else of these files may.",
      severity: "error",
      from: { path: STEP_TYPES },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-tests-in-sources",
      comment: "Sources do not import tests or fixtures.",
      severity: "error",
      from: { path: "^src/", pathNot: TEST },
      to: { path: ["^test/", TEST] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "node_modules|\\.generated\\.ts$" },
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js", ".mjs"] },
  },
};
