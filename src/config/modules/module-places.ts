import { readFile } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Loader, Plugin } from "esbuild";

/** The variables that replace a module's own path in a bundle; {@link modulePlaces} declares them in each module that needs them. */
export const PLACE_NAMES: Readonly<Record<string, string>> = {
  __dirname: "__liveLoadDirname",
  __filename: "__liveLoadFilename",
  "import.meta.dirname": "__liveLoadDirname",
  "import.meta.filename": "__liveLoadFilename",
  "import.meta.url": "__liveLoadUrl",
};

const ASKS = /\b__(?:dirname|filename)\b|\bimport\.meta\b/;

/** Declares the variables of {@link PLACE_NAMES} in the modules that ask for their place, on the first line of their code. */
export function modulePlaces(): Plugin {
  return {
    name: "module-places",
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
        const source = await readFile(path, "utf8");
        if (!ASKS.test(source)) return undefined;
        const names = { __liveLoadDirname: dirname(path), __liveLoadFilename: path, __liveLoadUrl: pathToFileURL(path).href };
        const values = Object.entries(names).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
        const [shebang = ""] = /^#!.*\r?\n?/.exec(source) ?? [];
        const contents = `${shebang}var ${values.join(", ")}; ${source.slice(shebang.length)}`;
        return { contents, loader: loaderOf(path) };
      });
    },
  };
}

function loaderOf(path: string): Loader {
  const ending = extname(path);
  if (ending.endsWith("x")) return ending === ".tsx" ? "tsx" : "jsx";
  return ending.includes("t") ? "ts" : "js";
}
