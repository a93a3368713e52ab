import { Nothing, Part } from "../../pages/client/part.js";
import { oneLine } from "../../result/wording/wording.js";
import type { Message } from "../dashboard-events.js";

const MAX_TEXT = 500;

/** Warnings and the scenario's output, newest first. */
export function Messages({ warnings, output }: { readonly warnings: readonly Message[]; readonly output: readonly Message[] }) {
  return (
    <Part id="messages" title="Messages" about="Warnings, and the scenario’s console output; newest first.">
      {warnings.length + output.length === 0 ? <Nothing>No messages yet.</Nothing> : null}
      <Lines label="Warnings" messages={warnings} />
      <Lines label="Scenario output" messages={output} />
    </Part>
  );
}

function Lines({ label, messages }: { readonly label: string; readonly messages: readonly Message[] }) {
  if (messages.length === 0) return null;
  return (
    <section class="messages" aria-label={label}>
      <h3>{label}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a tab stop, what is cut off cannot be reached by keyboard. */}
      <ol tabIndex={0}>
        {[...messages].reverse().map(({ atMs, level, from, text }, index) => (
          <li key={`${atMs} ${index}`} class={level}>
            <time>{new Date(atMs).toLocaleTimeString()}</time>
            {from === undefined ? null : <span class="from">{from}</span>}
            <span class="text">{oneLine(text, MAX_TEXT)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
