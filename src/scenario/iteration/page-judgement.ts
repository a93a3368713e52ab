import { templatePath } from "../../telemetry/page-templates.js";
import { PageOperationError, type PagePort } from "../page-port.js";
import type { IterationPorts } from "./iteration-ports.js";
import type { UserEnvironment } from "./user-environment.js";

/** A page, and the statuses that its user accepts. */
interface Judged {
  readonly ports: Pick<IterationPorts, "page">;
  readonly user: Pick<UserEnvironment, "acceptsStatus">;
}

/**
 * Throws the error about a document of 4xx or 5xx that was loaded between steps, such as by a script of the page during
 * `think`. The message ends with `when`.
 */
export function throwIfRefused({ ports, user }: Judged, when: string): void {
  const refused = ports.page.takeRefusedDocument(user.acceptsStatus);
  if (refused !== undefined) throw new PageOperationError("http", `${refused.message} ${when}`, { cause: refused });
}

/** What went wrong in the page, apart from what the message already says. Empty when the page is gone. */
export function likelyCausesOf(page: PagePort, message: string, routes: readonly string[]): readonly string[] {
  try {
    return page.troubles().filter((trouble) => !isInMessage(trouble, message, routes));
  } catch {
    return [];
  }
}

/** The message of a failed navigation names its request by the error, or by the page's name with ids templated. */
function isInMessage(trouble: string, message: string, routes: readonly string[]): boolean {
  const error = / failed: (ERR_\w+)$/.exec(trouble)?.[1];
  const templated = trouble.replace(
    /^(\S+) (\/\S*)/,
    (_, method: string, path: string) => `${method} ${templatePath(path, routes)}`,
  );
  return message.includes(trouble) || message.includes(templated) || (error !== undefined && message.includes(error));
}
