import { formatDuration } from "../../base/duration.js";
import type { Host } from "../../base/host.js";
import type { RunEvent } from "../../run/run-events.js";
import { stepLines } from "../../run/step-text.js";
import { painter, tellWarning, wantsColor } from "../messages.js";
import type { ProgressView } from "./progress-view.js";

/** Tells each step of a run as it happens, line by line, on standard error. */
export function createStepView(host: Host, options: { readonly quiet: boolean }): ProgressView {
  const paint = painter(wantsColor(host, "stderr"));
  const write = (line: string): void => host.stderr.write(`${line}\n`);
  return {
    show(event) {
      if (event.type === "warning") tellWarning(host, event.message);
      else if (!options.quiet) for (const line of linesOf(event, paint)) write(line);
    },
    end() {},
  };
}

function linesOf(event: RunEvent, paint: ReturnType<typeof painter>): readonly string[] {
  switch (event.type) {
    case "scenario-started":
      return [paint("bold", `LiveLoad · ${event.name}`)];
    case "phase-ended":
      return event.title === "running" ? [] : [paint("dim", `  ✓ ${event.title}  ${formatDuration(event.durationMs)}`)];
    case "step": {
      const [first = "", ...rest] = stepLines(event);
      const style = event.state === "failed" ? "red" : event.state === "paused" ? "yellow" : undefined;
      return [style === undefined ? first : paint(style, first), ...rest.map((line) => paint("dim", line))].map(
        (line) => `  ${line}`,
      );
    }
    case "scenario-output":
      return [`  [scenario] ${event.text}`];
    case "stopping":
      return [paint("dim", `  ${event.reason}: writing the report`)];
    case "boot-progress":
      return [paint("dim", `  ${event.message}`)];
    default:
      return [];
  }
}
