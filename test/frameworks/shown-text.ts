interface Watch {
  inputAt?: number;
  shownAt?: number;
}

/**
 * Runs in the page: from the next input on, notes when the text appears in it, open shadow roots included. For tests of LiveLoad's own
 * figures: it knows nothing of them.
 */
export function watchFor(text: string): void {
  const watch: Watch = {};
  Object.assign(globalThis, { liveLoadTestWatch: watch });
  const textOf = (root: Node): string => {
    let all = root.nodeType === Node.TEXT_NODE ? (root.nodeValue ?? "") : "";
    if (root instanceof Element && root.shadowRoot !== null) all += textOf(root.shadowRoot);
    for (const child of root.childNodes) all += textOf(child);
    return all;
  };
  const look = () => {
    if (watch.inputAt === undefined || watch.shownAt !== undefined) return;
    if (textOf(document.body).replace(/\s+/g, " ").includes(text)) watch.shownAt = performance.now();
  };
  const observer = new MutationObserver(look);
  const observe = (root: Document | ShadowRoot) => {
    observer.observe(root, { subtree: true, childList: true, characterData: true });
    for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot !== null) observe(shadowRoot);
  };
  observe(document);
  const begin = ({ timeStamp }: Event) => {
    watch.inputAt ??= timeStamp;
  };
  for (const type of ["click", "keydown", "input"]) addEventListener(type, begin, { capture: true, once: true });
}

/** Runs in the page: milliseconds from the input until the text was there; `null` while it is not. */
export function lastShown(): number | null {
  const { liveLoadTestWatch: { inputAt, shownAt } = {} } = globalThis as { liveLoadTestWatch?: Watch };
  return inputAt === undefined || shownAt === undefined ? null : shownAt - inputAt;
}
