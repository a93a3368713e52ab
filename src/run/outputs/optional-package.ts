import { LiveLoadError, messageOf } from "../../base/errors.js";

/** Imports an optional package of an output; rejects with how to install it. */
export async function optionalPackages<T>(
  load: () => Promise<T>,
  { output, packages }: { readonly output: string; readonly packages: readonly string[] },
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new LiveLoadError("INVALID_OPTION", `the output ${output} needs packages that are not installed: ${messageOf(error)}`, {
      hint: `npm install --save-dev ${packages.join(" ")}`,
      details: { option: "outputs", value: output },
      cause: error,
    });
  }
}
