/** An error status that is accepted for documents: a status from 400 to 599, or a whole class. */
export type AcceptedStatus = number | "4xx" | "5xx";

/** What {@link parseAcceptedStatus} takes, for error messages: "it takes …". */
export const ACCEPTED_STATUS_FORMAT = 'a status from 400 to 599 such as 404, "4xx", "5xx", or a list of these';

const FIRST_ERROR = 400;
const LAST_ERROR = 599;

/** Parses one status or a list; a text may hold several, separated by commas. `undefined` for anything else. */
export function parseAcceptedStatus(raw: unknown): readonly AcceptedStatus[] | undefined {
  const items = (Array.isArray(raw) ? raw : [raw]).flatMap((item: unknown) =>
    typeof item === "string" ? item.split(",") : [item],
  );
  const parsed = items.map(parseOne);
  return parsed.every((item) => item !== undefined) ? [...new Set(parsed)] : undefined;
}

function parseOne(raw: unknown): AcceptedStatus | undefined {
  const text = typeof raw === "string" ? raw.trim().toLowerCase() : raw;
  if (text === "4xx" || text === "5xx") return text;
  const status = typeof text === "string" && /^\d{3}$/.test(text) ? Number(text) : text;
  const isError = typeof status === "number" && Number.isInteger(status) && status >= FIRST_ERROR && status <= LAST_ERROR;
  return isError ? status : undefined;
}

/** Whether a document with this status is accepted: statuses below 400 always are. */
export function acceptsStatus(accepted: readonly AcceptedStatus[], status: number): boolean {
  return (
    status < FIRST_ERROR ||
    accepted.some((item) => (typeof item === "number" ? item === status : item === `${Math.floor(status / 100)}xx`))
  );
}
