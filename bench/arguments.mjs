import { parseArgs } from "node:util";

/**
 * Options of a benchmark. Prints them for `--help`, and reports a mistake in one line without a stack.
 * @param {string} name of the npm script
 * @param {Readonly<Record<string, { readonly default?: string, readonly takes?: RegExp }>>} options `takes` is the pattern of a value
 */
export function argumentsOf(name, options) {
  const known = Object.entries(options).map(([key, { default: value }]) => `[--${key} ${value ?? "…"}]`);
  const usage = `npm run bench:${name} -- ${known.join(" ")}`;
  const strings = Object.entries(options).map(([key, { default: value }]) => [
    key,
    { type: "string", ...(value && { default: value }) },
  ]);
  try {
    const { values } = parseArgs({ options: { ...Object.fromEntries(strings), help: { type: "boolean" } } });
    if (values.help === true) end(usage, 0);
    for (const [key, { takes, default: example }] of Object.entries(options)) {
      if (takes?.test(values[key]) === false)
        throw new Error(`--${key} is "${values[key]}", but it takes a value like ${example}`);
    }
    return values;
  } catch (error) {
    return end(`${error.message}\n${usage}`, 1);
  }
}

/** Numbers, including decimals; whole numbers; and lists of whole numbers. */
export const NUMBER = /^\d*[1-9]\d*(\.\d+)?$|^0?\.\d*[1-9]\d*$/;
export const WHOLE_NUMBER = /^[1-9]\d*$/;
export const NUMBERS = /^[1-9]\d*(,[1-9]\d*)*$/;

function end(text, code) {
  process.stderr.write(`${text}\n`);
  process.exit(code);
}
