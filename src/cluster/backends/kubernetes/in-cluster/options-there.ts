import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { LiveLoadError } from "../../../../base/errors.js";
import type { PackedFile } from "../../../../base/file-pack.js";

const TEMPLATE_FILE = "pod-template.yaml";

/** The backend's options without those that locate the cluster from here; includes the file of a pod template. */
export async function optionsThere(
  given: Readonly<Record<string, unknown>>,
  cwd: string,
): Promise<{ readonly options: Readonly<Record<string, unknown>>; readonly files: readonly PackedFile[] }> {
  const { kubeconfig: _file, context: _name, ...options } = given;
  const { podTemplate } = options;
  if (typeof podTemplate !== "string") return { options, files: [] };
  const bytes = await readFile(resolve(cwd, podTemplate)).catch((error: unknown) => {
    const quoted = JSON.stringify(podTemplate);
    throw new LiveLoadError("INVALID_OPTION", `backendOptions.podTemplate is ${quoted}, but it takes a file that can be read`, {
      cause: error,
      details: { option: "backendOptions.podTemplate", value: podTemplate },
    });
  });
  return { options: { ...options, podTemplate: TEMPLATE_FILE }, files: [{ path: TEMPLATE_FILE, bytes }] };
}
