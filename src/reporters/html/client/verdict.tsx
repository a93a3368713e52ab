import { formatDuration } from "../../../base/duration.js";
import { formatCount } from "../../../base/numbers.js";
import { VerdictHero } from "../../../pages/client/verdict-hero.js";
import { ABOUT_BACKGROUND } from "../../../result/background-run.js";
import { busyNote } from "../../../result/wording/busy-note.js";
import { nodesText } from "../../../result/wording/wording.js";
import type { ReportData } from "../report-data.js";

/** The verdict in one word and one sentence, with its reasons. */
export function Verdict({ result }: { readonly result: ReportData }) {
  return <VerdictHero {...result} hasThresholds={result.thresholds.length > 0} note={noteOn(result)} facts={factsOf(result)} />;
}

function noteOn(result: ReportData): string | undefined {
  const note = busyNote(result);
  if (note !== undefined || result.background === undefined) return note;
  const onBackground = busyNote(result.background);
  return onBackground === undefined ? undefined : `${ABOUT_BACKGROUND}${onBackground}`;
}

function factsOf({ startedAt, durationMs, nodes, users, background }: ReportData): readonly string[] {
  if (startedAt === null) return [formatCount(users.requested, "user"), "never started"];
  const [browser] = nodes.flatMap((node) => (node.browser === undefined ? [] : [node.browser]));
  return [
    new Date(startedAt).toLocaleString(undefined, { dateStyle: "long", timeStyle: "short" }),
    formatDuration(durationMs),
    formatCount(users.requested, "user"),
    ...(background === undefined ? [] : [formatCount(background.users.requested, "background user")]),
    nodesText(nodes),
    ...(browser === undefined ? [] : [browserText(browser)]),
  ];
}

/** Some versions include the browser's name, some do not; all are Chromium. */
function browserText({ version, connection }: { readonly version: string; readonly connection: string }): string {
  const name = /^\d/.test(version) ? `Chromium ${version}` : version === "" ? "Chromium" : version;
  return connection === "chromium" ? name : `${name} through ${connection}`;
}
