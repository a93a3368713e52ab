import { Part } from "../../pages/client/part.js";
import { VERDICT_WORDS } from "../../result/wording/summary.js";
import type { DashboardState } from "../dashboard-state.js";

/** The earlier scenarios of the run. */
export function Done({ done }: { readonly done: DashboardState["done"] }) {
  if (done.length === 0) return null;
  return (
    <Part id="done" title="Earlier scenarios">
      <ul class="done">
        {done.map(({ name, verdict, sentence, report, outputFolder }, index) => (
          <li key={index} class={verdict}>
            <span class={`badge ${verdict}`}>
              <span aria-hidden="true">{VERDICT_WORDS[verdict].mark}</span> {verdict}
            </span>
            <div>
              <strong>{name}</strong> {sentence}
              <span class="description">
                <code>{report ?? outputFolder}</code>
              </span>
            </div>
          </li>
        ))}
      </ul>
    </Part>
  );
}
