import { formatDuration } from "../../../base/duration.js";
import { formatCount } from "../../../base/numbers.js";
import { VerdictHero } from "../../../pages/client/verdict-hero.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import { busyNote } from "../../../result/wording/busy-note.js";

/** The verdict in one word and one sentence, with its reasons. */
export function Verdict({ result }: { readonly result: ShownResult }) {
  return <VerdictHero {...result} note={busyNote(result)} facts={factsOf(result)} />;
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
