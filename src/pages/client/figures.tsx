/** A number with a title and a note. */
export interface Figure {
  readonly title: string;
  readonly value: string;
  readonly note: string;
  readonly isBad?: boolean;
}

/** Numbers side by side. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <div class="figures">
      {figures.map(({ title, value, note, isBad }) => (
        <div key={title} class={isBad === true ? "figure alarming" : "figure"}>
          <p class="title">{title}</p>
          <p class="value">{value}</p>
          <p class="note">{note}</p>
        </div>
      ))}
    </div>
  );
}

/** Short titles of latencies. */
export const LATENCY_TITLES: Readonly<Record<string, string>> = {
  liveview_event_duration: "Answer on screen",
  liveview_event_server_duration: "Server’s reply",
  liveview_event_patch_duration: "Patching the page",
  interaction_duration: "Answer on screen",
  interaction_server_duration: "Server’s reply",
  interaction_patch_duration: "Showing the reply",
  liveview_connection_duration: "Page becomes live",
  step_duration: "Step",
  iteration_duration: "Iteration",
};
