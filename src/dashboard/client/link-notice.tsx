import type { Link } from "./follow.js";

const PILLS: Readonly<Record<Link, readonly [mark: string, text: string]>> = {
  connecting: ["○", "connecting"],
  live: ["●", "live"],
  silent: ["◌", "silent"],
  lost: ["✗", "connection lost"],
  over: ["✓", "over"],
  other: ["✗", "connection lost"],
};

/** In a word, whether what is shown is how things are. */
export function LinkPill({ link }: { readonly link: Link }) {
  const [mark, text] = PILLS[link];
  return (
    <span class={`link-pill ${link}`} role="status">
      <span aria-hidden="true">{mark}</span> {text}
    </span>
  );
}

const NOTICES: Readonly<Partial<Record<Link, string>>> = {
  silent: "Nothing has been heard of the run for a while: its process may be frozen, or this machine too busy.",
  lost: "Connection lost: the run’s process has ended, or cannot be reached. What is shown is how it stood then. If it comes back, this page goes on.",
  other:
    "Connection lost: the run’s process has ended. What is shown is how it stood then. Another run is at this address now: load the page again to see it.",
};

/** What a reader should know before trusting the page. */
export function LinkNotice({ link }: { readonly link: Link }) {
  const text = NOTICES[link];
  return text === undefined ? null : (
    <p class="link-notice" role="alert">
      {text}
    </p>
  );
}
