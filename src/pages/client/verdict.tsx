import type { ComponentChildren } from "preact";
import { formatDuration } from "../../base/duration.js";
import { formatCount } from "../../base/numbers.js";
import { busyNote } from "../../result/wording/busy-note.js";
import { VERDICT_WORDS } from "../../result/wording/summary.js";
import { isErrorCode } from "../../result/wording/wording.js";
import type { ShownResult } from "../shown-result.js";

/** The verdict in one word and one sentence, with its reasons. */
export function Verdict({ result }: { readonly result: ShownResult }) {
  return <VerdictHero {...result} note={busyNote(result)} facts={factsOf(result)} />;
}

/** The head of a page with a verdict. */
export function VerdictHero(
  props: Pick<ShownResult, "verdict" | "name" | "sentence"> & {
    readonly verdictReasons: readonly ShownResult["verdictReasons"][number][];
    readonly note: string | undefined;
    readonly facts: readonly string[];
    readonly children?: ComponentChildren;
  },
) {
  const { verdict, verdictReasons, name, sentence, note, facts, children } = props;
  const { mark, meaning } = VERDICT_WORDS[verdict];
  return (
    <header id="overview" class={`hero ${verdict}`}>
      <p class="verdict">
        <span class="badge">
          <span aria-hidden="true">{mark}</span> {verdict}
        </span>
        <span class="meaning">{meaning}</span>
      </p>
      <h1>{name}</h1>
      <p class="sentence">{sentence}</p>
      {verdictReasons.length === 0 ? null : (
        <ul class="reasons">
          {verdictReasons.map(({ code, message }, index) => (
            <li key={`${code}-${index}`} data-error={isErrorCode(code) ? code : undefined}>
              {message}
            </li>
          ))}
        </ul>
      )}
      {note === undefined ? null : <p class="note">{note}</p>}
      {children}
      <p class="facts">
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
    </header>
  );
}

function factsOf({ startedAt, durationMs, nodes, users }: ShownResult): readonly string[] {
  if (startedAt === null) return [formatCount(users.requested, "user"), "never started"];
  const [browser] = nodes.flatMap((node) => (node.browser === undefined ? [] : [node.browser]));
  return [
    new Date(startedAt).toLocaleString(undefined, { dateStyle: "long", timeStyle: "short" }),
    formatDuration(durationMs),
    formatCount(users.requested, "user"),
    formatCount(nodes.length, "node"),
    ...(browser === undefined ? [] : [browserText(browser)]),
  ];
}

/** Some versions include the browser's name, some do not; all are Chromium. */
function browserText({ version, connection }: { readonly version: string; readonly connection: string }): string {
  const name = /^\d/.test(version) ? `Chromium ${version}` : version === "" ? "Chromium" : version;
  return connection === "chromium" ? name : `${name} through ${connection}`;
}
