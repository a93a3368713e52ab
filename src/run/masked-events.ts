import { isLiveLoadError, withoutSecrets } from "../base/errors.js";
import { maskSecretsIn } from "../base/secrets/mask-secrets.js";
import type { RunControls } from "./load-test/load-test-request.js";
import type { RunEvent } from "./run-events.js";

/** Masks secrets in everything that listeners get: terminal, `--json`, dashboard, the library's `onEvent`. */
export function maskedListeners({ onEvent, onLive, onNodes }: Pick<RunControls, "onEvent" | "onLive" | "onNodes">) {
  return {
    onEvent: (event: RunEvent) => onEvent(masked(event)),
    onLive: onLive === undefined ? undefined : (picture: Parameters<typeof onLive>[0]) => onLive(maskSecretsIn(picture)),
    onNodes: onNodes === undefined ? undefined : (nodes: Parameters<typeof onNodes>[0]) => onNodes(maskSecretsIn(nodes)),
  };
}

/** An outcome's result was masked when it was built. */
function masked(event: RunEvent): RunEvent {
  if (event.type !== "scenario-ended") return maskSecretsIn(event);
  const { error } = event.outcome;
  return isLiveLoadError(error) ? { ...event, outcome: { ...event.outcome, error: withoutSecrets(error) } } : event;
}
