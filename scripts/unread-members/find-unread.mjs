import { relative, sep } from "node:path";
import ts from "typescript";
import { readMembers } from "./read-members.mjs";

/** The libraries whose types our values pass through unchanged; what goes into any other one counts as read. */
const SEEN_THROUGH = /^(\.|zod|preact|commander)/;

const OPTIONS = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  types: ["node"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.ReactJSX,
  jsxImportSource: "preact",
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
};

/**
 * The members of interfaces, types and classes below `folder` that nothing there but tests reads. Values that are serialized,
 * sent or passed to a library count as read, as their readers are unknown.
 * `allowed` are `FILE`, `FILE TYPE` or `FILE TYPE.MEMBER`; those that allow nothing are reported as `idle`.
 */
export function findUnread(folder, allowed = []) {
  const files = ts.sys.readDirectory(folder, [".ts", ".tsx"], ["**/*.test.ts", "**/*.test-d.ts"]);
  const program = ts.createProgram(files, OPTIONS, hostFor(folder));
  // Binds the sources, which gives every node its parent.
  program.getTypeChecker();
  const paths = new Set(files);
  const sources = program.getSourceFiles().filter(({ fileName }) => paths.has(fileName));
  const members = sources.flatMap((source) => membersOf(source, folder));
  const isAllowed = (member) => allowed.some((entry) => isFor(entry, member));
  const roots = members.filter(isAllowed).map(({ node }) => node);
  const flows = readMembers(program, sources);
  const readFromInside = flows.closure();
  const read = flows.closure(roots);
  const idle = allowed.filter((entry) => !members.some((member) => isFor(entry, member) && !readFromInside.has(member.node)));
  return { unread: members.filter(({ node }) => !read.has(node)), idle };
}

function hostFor(folder) {
  const host = ts.createCompilerHost(OPTIONS);
  const cache = ts.createModuleResolutionCache(folder, (name) => name, OPTIONS);
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) =>
      SEEN_THROUGH.test(text) || from.includes("node_modules")
        ? ts.resolveModuleName(text, from, OPTIONS, host, cache)
        : { resolvedModule: undefined },
    );
  return host;
}

function membersOf(source, folder) {
  const file = relative(folder, source.fileName).split(sep).join("/");
  const members = [];
  const visit = (node) => {
    if (isMember(node) && !isDiscriminant(node)) {
      const line = source.getLineAndCharacterOfPosition(node.name.getStart(source)).line + 1;
      members.push({ node, file, line, type: typeNameOf(node.parent), member: node.name.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return members;
}

function isMember(node) {
  if (node.name === undefined || ts.isComputedPropertyName(node.name) || ts.isPrivateIdentifier(node.name)) return false;
  if (ts.isPropertySignature(node) || ts.isMethodSignature(node)) return true;
  if (ts.isPropertyDeclaration(node) || ts.isMethodDeclaration(node) || ts.isGetAccessor(node))
    return ts.isClassLike(node.parent);
  return false;
}

/** `type: "created"` tells the parts of a union apart, and `Extract<Event, { type: "created" }>` chooses one. */
function isDiscriminant(node) {
  if (node.type !== undefined && ts.isLiteralTypeNode(node.type)) return true;
  const { parent } = node.parent;
  return parent !== undefined && ts.isTypeReferenceNode(parent) && /^(Extract|Exclude)$/.test(parent.typeName.getText());
}

/** The nearest name around a member. */
function typeNameOf(node) {
  for (let at = node; at !== undefined; at = at.parent)
    if ("name" in at && at.name !== undefined && !ts.isSourceFile(at)) return at.name.getText();
  return "";
}

function isFor(entry, { file, type, member }) {
  return [file, `${file} ${type}`, `${file} ${type}.${member}`].includes(entry);
}
