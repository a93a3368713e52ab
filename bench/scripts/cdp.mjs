/** Hand-written over the DevTools protocol, waiting inside the page, with LiveLoad's flags: nothing but the iteration. */
import { openBrowser } from "./pipe.mjs";
import { given, letUsersLoop } from "./users.mjs";

/** Resolves to the centre of the element once `holds` is true. */
const whenever = (holds) => `new Promise((resolve) => {
  const look = () => {
    const element = ${holds};
    if (!element) return;
    observer.disconnect();
    const { x, y, width, height } = document.querySelector("#inc").getBoundingClientRect();
    resolve({ x: x + width / 2, y: y + height / 2 });
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  look();
})`;
const CONNECTED = whenever('document.querySelector("[data-phx-main].phx-connected")');
const COUNTED = whenever('document.querySelector("#count")?.textContent.trim() === "1"');

const { version, openPage, close } = await openBrowser(given);
const openUser = async () => {
  const { send, once } = await openPage();
  const ask = async (expression) => {
    const { result } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    return result.value;
  };
  const mouse = (type, point, buttons) =>
    send("Input.dispatchMouseEvent", { type, ...point, button: type === "mouseMoved" ? "none" : "left", buttons, clickCount: 1 });
  return async () => {
    const loaded = once("Page.loadEventFired");
    await send("Page.navigate", { url: `${given.url}/counter` });
    await loaded;
    const point = await ask(CONNECTED);
    await Promise.all([mouse("mouseMoved", point, 0), mouse("mousePressed", point, 1), mouse("mouseReleased", point, 0)]);
    await ask(COUNTED);
  };
};
await letUsersLoop({ version, openUser, close });
