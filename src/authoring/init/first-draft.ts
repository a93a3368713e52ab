import type { DraftStep, ScenarioDraft } from "../draft/scenario-draft.js";
import { slug } from "../draft/slug.js";
import type { PageLook } from "../look/look-at-page.js";
import { frameworkTitle } from "../look/watched-adapters.js";

const THINK = { kind: "call", step: "think", args: ["0.5s", "1.5s"] } as const;

/** The first scenario for a page that was looked at. */
export function draftOfLook(url: URL, look: PageLook): ScenarioDraft {
  const { frameworks, actions, hints, notes } = look;
  const isLiveView = frameworks.includes("liveview");
  const steps: DraftStep[] = [
    { kind: "call", step: "navigate", args: [`${url.pathname}${url.search}`] },
    ...(isLiveView ? [{ kind: "call", step: "waitForLiveView" } as const] : []),
    ...actions.flatMap((action): readonly DraftStep[] => [THINK, ...action]),
    ...(actions.length === 0 ? [THINK] : []),
  ];
  const nothing = "There is nothing here that is safe to try: add what a user does, after the think time.";
  return {
    name: scenarioName(look.title, url),
    baseUrl: url.origin,
    comments: [seenOf(look), ...hints, ...(actions.length === 0 ? [nothing] : []), ...notes],
    steps,
  };
}

/** The first scenario where there is nothing to look at. */
export function draftWithoutLook(): ScenarioDraft {
  return {
    name: "home",
    baseUrl: "http://127.0.0.1:4000",
    comments: ["Every user does this again and again. The steps are described in docs/steps.md."],
    steps: [
      { kind: "call", step: "navigate", args: ["/"] },
      THINK,
      { kind: "comment", text: '.click(getByRole("button", { name: "Add to cart" }), { settle: true })' },
    ],
  };
}

/** `a page of Phoenix LiveView, with 1 form, 2 buttons and 1 link`, as one line. */
export function seenOf({ title, frameworks, forms, buttons, links }: PageLook): string {
  const made = frameworks.map(frameworkTitle).join(" and ");
  const counts = [counted(forms, "form"), counted(buttons, "button"), counted(links, "link")].join(", ");
  return `${title === "" ? "A page" : `"${title}"`}${made === "" ? "" : ` (${made})`}: ${counts}.`;
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

/** From the title, without figures that change; from the host if that leaves nothing. */
function scenarioName(title: string, { hostname, pathname }: URL): string {
  const fromTitle = slug(title.replace(/\d+/g, " "));
  const fromPath = slug(pathname.replace(/\.\w+$/, ""));
  const fromHost = /^[\d.:[\]]+$/.test(hostname) ? "" : slug(hostname.replace(/^www\./, "").replace(/\.\w+$/, ""));
  return [fromTitle, fromPath, fromHost].find((name) => name !== "") ?? "home";
}
