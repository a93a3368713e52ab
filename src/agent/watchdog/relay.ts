import type { NotificationName, RequestName, Vocabulary } from "../../channel/contract.js";
import { FROM_RUNNER, TO_RUNNER } from "../../protocol/messages.js";
import type { RunnerConnection } from "../ipc-vocabulary.js";
import type { ControllerConnection, ControllerLink } from "./controller-link.js";

/** The controller sets its own, shorter deadlines; this one only keeps a request to the runner from waiting forever. */
const RUNNER_TIMEOUT_MS = 1_800_000;
/** As long as a lease: after that there is no controller to ask. */
const CONTROLLER_TIMEOUT_MS = 30_000;

/** Relays all messages from the controller to the runner. */
export function relayToRunner(connection: ControllerConnection, runner: RunnerConnection): void {
  for (const name of requestsOf(TO_RUNNER)) {
    connection.handle(name, (params) => runner.request(name, params, { timeoutMs: RUNNER_TIMEOUT_MS }));
  }
  for (const name of notificationsOf(TO_RUNNER)) connection.on(name, (notice) => runner.notify(name, notice));
}

/** Relays all messages from the runner to the controller. */
export function relayToController(runner: RunnerConnection, link: ControllerLink): void {
  for (const name of requestsOf(FROM_RUNNER)) {
    runner.handle(name, (params) => link.request(name, params, CONTROLLER_TIMEOUT_MS));
  }
  for (const name of notificationsOf(FROM_RUNNER)) runner.on(name, (notice) => link.notify(name, notice));
}

function requestsOf<V extends Vocabulary>({ requests }: V): readonly RequestName<V>[] {
  return Object.keys(requests);
}

function notificationsOf<V extends Vocabulary>({ notifications }: V): readonly NotificationName<V>[] {
  return Object.keys(notifications);
}
