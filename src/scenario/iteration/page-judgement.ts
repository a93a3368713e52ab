import { templatePath } from "../../telemetry/page-templates.js";
import { PageOperationError, type PagePort } from "../page-port.js";
import type { IterationPorts } from "./iteration-ports.js";
import type { UserEnvironment } from "./user-environment.js";

/** The page, and the statuses that its user accepts. */
interface Judged {
  readonly ports: Pick<IterationPorts, "page">;
  readonly user: Pick<UserEnvironment, "acceptsStatus">;
}

/**
 * Throws the error about a document of 4xx or 5xx that came while no step was under way: during `think`, from a script of the page.
 * `when` says when it was noticed.
 */
export function throwIfRefused({ ports, user }: Judged, when: string): void {
  const refused = ports.page.takeRefusedDocument(user.acceptsStatus);
  if (refused !== undefined) throw new PageOperationError("http", `${refused.message} ${when}`, { cause: refused });
}

/** What went wrong in the page, and is not what the message tells anyway. Empty when the page is gone. */
export function likelyCausesOf(page: PagePort, message: string, routes: readonly string[]): readonly string[] {
  try {
    return page.troubles().filter((trouble) => !isTold(trouble, message, routes));
  } catch {
    return [];
  }
}

/** A navigation that failed names its own request already: by its error, or as pages are named, with `:id` for what varies. */
function isTold(trouble: string, message: string, routes: readonly string[]): boolean {
  const error = / failed: (ERR_\w+)$/.exec(trouble)?.[1];
  const asNamed = trouble.replace(
    /^(\S+) (\/\S*)/,
    (_, method: string, path: string) => `${method} ${templatePath(path, routes)}`,
  );
  return message.includes(trouble) || message.includes(asNamed) || (error !== undefined && message.includes(error));
}
