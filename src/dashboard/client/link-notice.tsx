import type { Link } from "./follow.js";

const PILLS: Readonly<Record<Link, readonly [mark: string, text: string]>> = {
  connecting: ["○", "connecting"],
  live: ["●", "live"],
  silent: ["◌", "silent"],
  lost: ["✗", "connection lost"],
  over: ["✓", "over"],
  other: ["✗", "connection lost"],
};

/** The state of the connection in one word. */
export function LinkPill({ link }: { readonly link: Link }) {
  const [mark, text] = PILLS[link];
  return (
    <span class={`link-pill ${link}`} role="status">
      <span aria-hidden="true">{mark}</span> {text}
    </span>
  );
}

const NOTICES: Readonly<Partial<Record<Link, string>>> = {
  silent: "The run has sent nothing for a while: its process may be frozen, or this machine too busy.",
  lost: "Connection lost: the run’s process has ended, or cannot be reached. This page shows the state before that. It continues if the run comes back.",
  other:
    "Connection lost: the run’s process has ended. This page shows the state before that. Another run now uses this address: reload the page to see it.",
};

/** A warning when the page may be out of date. */
export function LinkNotice({ link }: { readonly link: Link }) {
  const text = NOTICES[link];
  return text === undefined ? null : (
    <p class="link-notice" role="alert">
      {text}
    </p>
  );
}
