/**
 * Runs in the page: from the next input on, notes when the text appears in it, open shadow roots included. For tests of LiveLoad's own
 * figures: it knows nothing of them.
 */
export function watchFor(text) {
  const watch = {};
  window.liveLoadTestWatch = watch;
  const textOf = (root) => {
    let all = root.nodeType === Node.TEXT_NODE ? root.nodeValue : "";
    if (root.shadowRoot) all += textOf(root.shadowRoot);
    for (const child of root.childNodes) all += textOf(child);
    return all;
  };
  const look = () => {
    if (watch.inputAt === undefined || watch.shownAt !== undefined) return;
    const at = performance.now();
    if (textOf(document.body).replace(/\s+/g, " ").includes(text)) watch.shownAt = at;
  };
  const observer = new MutationObserver(look);
  const observe = (root) => {
    observer.observe(root, { subtree: true, childList: true, characterData: true });
    for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot) observe(shadowRoot);
  };
  observe(document);
  const begin = ({ timeStamp }) => {
    watch.inputAt ??= timeStamp;
  };
  for (const type of ["click", "keydown", "input"]) addEventListener(type, begin, { capture: true, once: true });
}

/** Runs in the page: whether something is animated all the time. */
export function hasSpinner() {
  const all = (root) => [...root.querySelectorAll("*")].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  const isTurning = ({ animationName, playState }) => animationName === "turn" && playState === "running";
  return all(document).some((element) => element.getAnimations().some(isTurning));
}

/** Runs in the page: milliseconds from the input until the text was there; `null` if it is not there by then. */
export async function shownWithin(ms) {
  const deadline = performance.now() + ms;
  const { liveLoadTestWatch: watch = {} } = window;
  while (watch.shownAt === undefined && performance.now() < deadline) await new Promise((done) => requestAnimationFrame(done));
  return watch.shownAt === undefined ? null : watch.shownAt - watch.inputAt;
}
