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
