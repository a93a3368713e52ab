/** Pages that drive themselves: the browser's own cost of the iteration without a driver. LiveLoad's flags. */
import { openBrowser } from "./pipe.mjs";
import { given, letUsersLoop } from "./users.mjs";

/** Runs in each document: the iteration, and after the think time the next. `told` receives durations. */
const DRIVER = `if (self === top && location.protocol === "http:") {
  const when = (holds, then) => {
    const look = () => holds() && (observer.disconnect(), then());
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  };
  const at = () => performance.timeOrigin + performance.now();
  const next = () => {
    sessionStorage.begun = at();
    location.href = "/counter";
  };
  when(() => document.querySelector("[data-phx-main].phx-connected"), () => {
    document.querySelector("#inc").click();
    when(() => document.querySelector("#count").textContent.trim() === "1", () => {
      if (${given.thinkMs} === 0) return next();
      told(String(at() - sessionStorage.begun));
      setTimeout(next, ${given.thinkMs});
    });
  });
}`;

const { version, openPage, close } = await openBrowser(given);
const openUser = async () => {
  const { send, once } = await openPage();
  // Only with think time, as reporting costs a little.
  if (given.thinkMs > 0) await Promise.all([send("Runtime.enable"), send("Runtime.addBinding", { name: "told" })]);
  await send("Page.addScriptToEvaluateOnNewDocument", { source: DRIVER });
  let begun = false;
  return async () => {
    const told = once("Runtime.bindingCalled");
    if (!begun) await send("Page.navigate", { url: `${given.url}/counter` });
    begun = true;
    return Number((await told).payload);
  };
};
await letUsersLoop({ version, openUser, close });
