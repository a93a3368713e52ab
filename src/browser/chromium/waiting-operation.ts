import type { Operation } from "../page-operations.js";
import type { PageDocuments } from "./page-documents.js";

/** An operation that waits in the page, which reports what was missing. */
export function waitingInPage(subject: string, documents: PageDocuments): Operation {
  const lacking = () => (documents.leaving ? "the page that it leads to did not come" : "the page did not answer");
  return { subject, endsItself: true, lacking };
}
