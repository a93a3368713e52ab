import { LiveLoadError } from "../../base/errors.js";
import type { RunHost } from "../../base/host.js";
import type { OptionValues } from "../../config/options.js";

/** Checks that windows can be shown, if they are wanted on this machine. Throws `INVALID_OPTION`. */
export function checkScreen(
  { headed, backend }: Pick<OptionValues, "headed" | "backend">,
  { platform, env }: Pick<RunHost, "platform" | "env">,
): void {
  // Elsewhere every session has a screen; other backends show the windows where their nodes are.
  if (!headed || backend !== "local" || platform !== "linux") return;
  if (["DISPLAY", "WAYLAND_DISPLAY"].some((name) => (env[name] ?? "") !== "")) return;
  throw new LiveLoadError("INVALID_OPTION", "the browser's windows need a screen: neither DISPLAY nor WAYLAND_DISPLAY is set", {
    hint: "run it on a desktop or with xvfb-run; without a window, the report has pictures of the pages",
    details: { option: "headed" },
  });
}
